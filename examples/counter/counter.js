import { $, connect, element } from '/shared/demo.js';

const FRAMES_SHOWN = 50;

let bumped = null; // when the button was pressed: the frame that follows says how long the way took

connect('/ws/counter', { receive });

function receive(json) {
  const { value } = JSON.parse(json);
  $('value').textContent = value;
  document.title = `${value} · Counter`;
  $('value').classList.remove('changed');
  void $('value').offsetWidth; // lets the animation begin anew
  $('value').classList.add('changed');
  addFrame(json);
}

function addFrame(json) {
  const item = element('li');
  const took = bumped === null ? '' : `${(performance.now() - bumped).toFixed(1)} ms after the click`;
  bumped = null;
  item.append(element('code', '', json), element('time', '', took || new Date().toLocaleTimeString()));
  $('frames').prepend(item);
  while ($('frames').childElementCount > FRAMES_SHOWN) {
    $('frames').lastElementChild.remove();
  }
}

$('bump').onclick = async () => {
  bumped = performance.now();
  try {
    await fetch('/api/counter/bump', { method: 'POST' });
  } catch {
    bumped = null; // the state says that there is no server
  }
};
