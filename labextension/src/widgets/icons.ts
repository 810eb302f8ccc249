/** The product's icon; it takes Lab's colours. */
import { LabIcon } from '@jupyterlab/ui-components';

const SVG = `<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 24 24">
  <g class="jp-icon3" fill="none" stroke="#616161" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">
    <path d="M8 7 3 12l5 5M16 7l5 5-5 5"/>
    <path d="m9.5 12.5 2 2 3.5-4.5"/>
  </g>
</svg>`;

export const smallcodeIcon = new LabIcon({
  name: 'smallcode:icon',
  svgstr: SVG.replace('jp-icon3', 'smallcode-icon')
});
