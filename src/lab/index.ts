/** JupyterLab's side: light at start-up; everything heavy is loaded when the panel is first shown. */
export { plugins } from './plugins';
