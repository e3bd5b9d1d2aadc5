import { fileURLToPath, URL } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'
import { compressed } from './build/compressed.ts'
import { elementStyles } from './build/element_styles.ts'
import { messages } from './build/messages.ts'

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
// While developing, the service answers here; the page asks for it on its own origin.
const service = process.env['GOUHOOK_DEV_SERVICE'] ?? 'http://127.0.0.1:8765'

export default defineConfig({
  plugins: [vue(), elementStyles(), messages(at('../src/gouhook_gis/domain/messages')), compressed()],
  // One for each service that is worked with: two servers on one cache break each other's.
  cacheDir: at(`./node_modules/.vite/${new URL(service).port}`),
  resolve: { alias: { '@': at('./src') } },
  build: {
    outDir: at('../src/gouhook_gis/service/page'),
    emptyOutDir: true,
    target: 'chrome87',
    cssTarget: 'chrome87',
    license: { fileName: 'THIRD_PARTY_LICENSES.md' },
    assetsInlineLimit: 0, // the policy of the page allows no data: scripts
    chunkSizeWarningLimit: 1200,
  },
  server: {
    fs: { allow: [at('..')] },
    proxy: {
      '/api': { target: service, changeOrigin: true, headers: { origin: service } },
    },
  },
})
