export { Journal, type JournalNews, type JournalPorts } from './journal';
export { JournalFiles } from './journal-files';
export { KernelKills } from './out-of-memory';
export { Recorder } from './recorder';
