/** JupyterLab's builder and jest load an SVG as its text. */
declare module '*.svg' {
  const value: string;
  export default value;
}
