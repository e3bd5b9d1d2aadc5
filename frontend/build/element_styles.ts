/** `import { ElSelect } from 'element-plus'` brings the styles of that component, and no others. */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'

const NAMED = /import\s*\{([^}]+)\}\s*from\s*['"]element-plus['"]/g

export function elementStyles(): Plugin {
  return {
    name: 'gouhook-element-styles',
    transform(code, id) {
      if (id.includes('node_modules') || !code.includes('element-plus')) return undefined
      const styles = new Set<string>()
      for (const found of code.matchAll(NAMED))
        for (const name of (found[1] ?? '').split(',')) {
          const style = styleOf(name.trim().split(/\s+as\s+/)[0] ?? '')
          if (style) styles.add(`import '${style}'`)
        }
      return styles.size ? { code: `${[...styles].join('\n')}\n${code}`, map: null } : undefined
    },
  }
}

/** The module of a component's styles: "ElTableV2" → …/table-v2/style/css; none for a type. */
function styleOf(name: string): string | undefined {
  const kebab = name.replace(/^El|^v(?=[A-Z])/, '').replace(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase()
  const path = `element-plus/es/components/${kebab}/style/css`
  const file = fileURLToPath(new URL(`../node_modules/${path}.mjs`, import.meta.url))
  return existsSync(file) ? path : undefined
}
