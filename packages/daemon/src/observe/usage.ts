/** CPU and memory of an instance: percent of one core, and bytes of its whole process group. */
export interface Usage {
  cpu: number;
  memory: number;
}

export const NO_USAGE: Usage = { cpu: 0, memory: 0 };
