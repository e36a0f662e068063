export { Journal, type JournalNews, type JournalPorts } from './journal';
export { JournalFiles } from './journal-files';
