declare module 'virtual:messages' {
  const messages: Record<string, { zh: string; en: string }>
  export default messages
}
declare module '*.vue' {
  import type { DefineComponent } from 'vue'
  const component: DefineComponent
  export default component
}
