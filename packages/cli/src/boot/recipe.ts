/** What an init system is told about one home. */

export type InitKind = 'systemd' | 'launchd' | 'openrc';

export interface Recipe {
  /** Of the unit, without an ending. */
  name: string;
  /** `system`: started at boot, made by root; `user`: by the user's own session manager. */
  scope: 'system' | 'user';
  /** Who the apps run as. */
  user: string;
  uid: number;
  /** Absolute folder of that user. */
  userHome: string;
  /** Absolute folder of pmx's files. */
  pmxHome: string;
  /** PATH of the service, and so of what it starts. */
  path: string;
  programs: Programs;
  /** Whether apps go on when the unit is stopped or restarted. */
  keepApps: boolean;
  /** Seconds that all apps together have to end. */
  stopTimeout: number;
}

export interface Programs {
  /** Absolute path of the Node that runs pmx. */
  node: string;
  /** Absolute path of the pmx command. */
  script: string;
  /** Folder in which a version manager keeps Node, a folder for each version; null: `node` outlives its upgrades. */
  versions: string | null;
}
