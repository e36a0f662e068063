declare module 'pidusage' {
  interface Stat {
    /** Percent of one core since the last call for this pid. */
    cpu: number;
    /** Resident bytes. */
    memory: number;
  }
  function pidusage(pids: number[]): Promise<Record<number, Stat | undefined>>;
  export default pidusage;
}
