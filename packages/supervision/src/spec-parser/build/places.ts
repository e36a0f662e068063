/** Where relative paths of an app start. All absolute. */
export interface Places {
  /** The app's own working directory. */
  cwd: string;
  logDir: string;
  homeDir: string;
}
