/**
 * A plain page that does with a cell's outputs what VS Code's notebook does: widgets are drawn by the manager of VS
 * Code's own bundle, everything else as text or HTML. The bundle is a module and has put `vscIPyWidgets8` on the page.
 */
import { CommsOverSubshells, KernelManager, ServerConnection } from '@jupyterlab/services';

const WIDGET = 'application/vnd.jupyter.widget-view+json';
const SHOWN = ['display_data', 'update_display_data', 'execute_result', 'stream', 'error'];
const outputs = document.getElementById('outputs');
let kernel, manager;

/** What the bundle defines; it takes its classes from here, and there is nothing else to be had. */
const modules = {};
window.define = (name, make) => (modules[name] = make());
window.requirejs = ([name], loaded) => loaded(modules[name]);

/** Modules whose classes were loaded, and those that the manager would fetch from elsewhere. */
window.used = new Set();
window.fetched = [];
const scripts = {
  widgetsRegisteredInRequireJs: new Set(),
  loadWidgetScript: async name => window.fetched.push(name),
  successHandler: (_, name) => window.used.add(name),
  errorHandler: (name, module) => window.fetched.push(`${module}.${name}`)
};

/** Start a kernel. VS Code sends no message on a subshell: its page never hears that the kernel has them. */
window.connect = async (baseUrl, token, name, subshells) => {
  const wsUrl = baseUrl.replace('http', 'ws');
  const serverSettings = ServerConnection.makeSettings({ baseUrl, wsUrl, token, appendToken: true });
  const { PerCommTarget, Disabled } = CommsOverSubshells;
  const options = { commsOverSubshells: subshells ? PerCommTarget : Disabled };
  kernel = await new KernelManager({ serverSettings }).startNew({ name }, options);
  window.vscIPyWidgets8.load();
  manager = new window.vscIPyWidgets.WidgetManager(kernel, outputs, scripts, () => undefined);
};

/** Run a cell below the others; answers with what the kernel wants to put into the next cell. */
window.run = async code => {
  const places = new Map();
  const future = kernel.requestExecute({ code });
  future.onIOPub = async ({ header, content }) => {
    if (SHOWN.includes(header.msg_type)) {
      const id = content.transient?.display_id ?? header.msg_id;
      const place = places.get(id) ?? outputs.appendChild(document.createElement('div'));
      await show(places.set(id, place).get(id), content);
    }
  };
  const { content } = await future.done;
  return content.payload.filter(({ source }) => source === 'set_next_input').map(({ text }) => text);
};

window.leave = () => kernel.shutdown();

async function show(place, { data = {}, text, traceback }) {
  place.replaceChildren();
  if (data[WIDGET]) {
    const view = await manager.create_view(await manager.get_model(data[WIDGET].model_id), { el: place });
    await manager.display_view(data[WIDGET], view, { node: place });
  } else if (data['text/html']) {
    place.innerHTML = data['text/html'];
  } else {
    place.textContent = data['text/plain'] ?? text ?? traceback?.join('\n') ?? '';
  }
}
