import { createRouter, createWebHistory } from 'vue-router'

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: '/', name: 'submit', component: () => import('./submit/SubmitView.vue') },
    { path: '/submissions', name: 'submissions', component: () => import('./desk/SubmissionsView.vue') },
    { path: '/runs', name: 'runs', component: () => import('./desk/RunsView.vue') },
    { path: '/runs/:run', name: 'result', component: () => import('./result/ResultView.vue'), props: true, meta: { place: 'runs' } },
    { path: '/runs/:run/trial', name: 'trial', component: () => import('./trial/TrialView.vue'), props: true, meta: { place: 'runs' } },
    { path: '/compare/:before/:after', name: 'compare', component: () => import('./compare/CompareView.vue'), props: true, meta: { place: 'runs' } },
    { path: '/layers', name: 'layers', component: () => import('./desk/LayersView.vue') },
    { path: '/rules', name: 'rules', component: () => import('./desk/RulesView.vue') },
    { path: '/rules/:code', name: 'rule', component: () => import('./desk/RuleView.vue'), props: true, meta: { place: 'rules' } },
    { path: '/:rest(.*)*', name: 'nowhere', component: () => import('./parts/NowhereView.vue') },
  ],
})
