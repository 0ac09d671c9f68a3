// Who may import whom: style.md section 2. scripts/checks/rules.test.mjs plants a violation of each rule.
const spec = '\\.spec\\.tsx?$';

module.exports = {
  forbidden: [
    {
      name: 'core-imports-only-core-and-zod',
      comment:
        'src/core is the paper in pure TypeScript. Beside zod it may use @noble/hashes, plain arithmetic which ' +
        'crypto.subtle cannot replace on http hubs.',
      severity: 'error',
      from: { path: '^src/core/', pathNot: spec },
      to: {
        pathNot: ['^src/core/', 'node_modules/zod', 'node_modules/@noble/hashes']
      }
    },
    {
      name: 'seams-do-not-import-each-other',
      comment:
        'panel, render, llm, lab and node meet in src/core only; what panel and render both draw is src/view.',
      severity: 'error',
      from: { path: '^src/(lab|llm|node|panel|render|view)/', pathNot: spec },
      to: {
        path: '^src/(lab|node|panel|render)/',
        // what the panel shows and asks for: the seam that lab implements
        pathNot: '^src/($1/|panel/model)'
      }
    },
    {
      name: 'no-circles',
      comment: 'Two files that import each other are one idea in two files.',
      severity: 'error',
      from: {},
      to: { circular: true }
    },
    {
      name: 'nothing-unresolved',
      comment: 'An import that leads nowhere.',
      severity: 'error',
      from: { path: '^src/' },
      to: { couldNotResolve: true, pathNot: 'probe-source' }
    }
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types']
    }
  }
};
