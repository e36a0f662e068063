/** CPU in percent of one core, memory in bytes, of an instance's whole process group. */
export interface Usage {
  cpu: number;
  memory: number;
}

export const NO_USAGE: Usage = { cpu: 0, memory: 0 };
