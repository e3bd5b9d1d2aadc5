import { createRouter, createWebHistory } from 'vue-router'
import type { Right } from '@/api/door'

declare module 'vue-router' {
  interface RouteMeta {
    /** The place in the menu that the view belongs to, where it has not its name. */
    place?: string
    /** What one has to be allowed to see it. */
    right?: Right
    /** It is about accounts: without them there is nothing. */
    accounts?: boolean
  }
}

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: '/', name: 'submit', component: () => import('./submit/SubmitView.vue'), meta: { right: 'submit' } },
    { path: '/submissions', name: 'submissions', component: () => import('./desk/SubmissionsView.vue'), meta: { right: 'read' } },
    { path: '/runs', name: 'runs', component: () => import('./desk/RunsView.vue'), meta: { right: 'read' } },
    { path: '/runs/:run', name: 'result', component: () => import('./result/ResultView.vue'), props: true, meta: { place: 'runs', right: 'read' } },
    { path: '/runs/:run/trial', name: 'trial', component: () => import('./trial/TrialView.vue'), props: true, meta: { place: 'runs', right: 'submit' } },
    { path: '/compare/:before/:after', name: 'compare', component: () => import('./compare/CompareView.vue'), props: true, meta: { place: 'runs', right: 'read' } },
    { path: '/batches', name: 'batches', component: () => import('./batches/BatchesView.vue'), meta: { right: 'read' } },
    { path: '/batches/new', name: 'batch-new', component: () => import('./batches/BeginView.vue'), meta: { place: 'batches', right: 'submit' } },
    { path: '/batches/:batch', name: 'batch', component: () => import('./batches/BatchView.vue'), props: true, meta: { place: 'batches', right: 'read' } },
    { path: '/layers', name: 'layers', component: () => import('./desk/LayersView.vue'), meta: { right: 'read' } },
    { path: '/rules', name: 'rules', component: () => import('./desk/RulesView.vue'), meta: { right: 'read' } },
    { path: '/rules/:code', name: 'rule', component: () => import('./desk/RuleView.vue'), props: true, meta: { place: 'rules', right: 'read' } },
    { path: '/accounts', name: 'accounts', component: () => import('./accounts/AccountsView.vue'), meta: { right: 'accounts', accounts: true } },
    { path: '/audit', name: 'audit', component: () => import('./audit/AuditView.vue'), meta: { right: 'audit' } },
    { path: '/keys', name: 'keys', component: () => import('./accounts/KeysView.vue'), meta: { right: 'read', accounts: true } },
    { path: '/:rest(.*)*', name: 'nowhere', component: () => import('./parts/NowhereView.vue') },
  ],
})
