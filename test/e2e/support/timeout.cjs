/** Milliseconds for one test, only a guard against hanging. Jest does not heed `testTimeout` of a project. */
jest.setTimeout(120_000);
