export { Keeper, type KeeperPort } from './keeper';
