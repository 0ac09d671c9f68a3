export { CellForgePanel } from './cellforge-panel';
