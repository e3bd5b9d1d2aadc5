import './browsers'
// Its variables come before ours, which replace some; components bring their own styles.
import 'element-plus/theme-chalk/base.css'
import 'ol/ol.css'
import '@/theme/theme.css'
import '@/theme/print.css'
import { createApp } from 'vue'
import App from './App.vue'
import { router } from './router'
import { attend } from './trouble'

const app = createApp(App)
attend(app, router)
app.use(router).mount('#app')
