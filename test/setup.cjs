/** Milliseconds for one test, only a guard against hanging. Jest does not heed `testTimeout` of a project. */
jest.setTimeout(120_000);

// Test files share a process: what one has set, or whoever runs them, is not for the next. Apps of other users read what tests write.
process.umask(0o022);
