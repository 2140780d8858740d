// What `prepared-plugin.ts` gives: the project that a first visit serves, compiled while the page was built.
declare module 'virtual:prepared-project' {
  const project: import('../src/engine/prepared.ts').PreparedProject;
  export default project;
}
