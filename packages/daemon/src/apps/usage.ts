/** CPU in percent of one core, memory in bytes, of an instance's whole process group. */
export interface Usage {
  cpu: number;
  memory: number;
  /** Members of the group. */
  pids: readonly number[];
}

export const NO_USAGE: Usage = { cpu: 0, memory: 0, pids: [] };
