// An ear at whatever a page plays: all of it goes through a MediaStreamDestination, whose track is read.
() => {
  const context = new AudioContext({ sampleRate: 48_000 });
  const end = new MediaStreamAudioDestinationNode(context, { channelCount: 2 });
  const reader = new MediaStreamTrackProcessor({ track: end.stream.getAudioTracks()[0] }).readable.getReader();
  const ear = { blocks: [], hear };
  window.ear = ear;

  const connect = AudioNode.prototype.connect;
  AudioNode.prototype.connect = function (to, ...rest) {
    if (to instanceof AudioDestinationNode) {
      const relay = new MediaStreamAudioDestinationNode(this.context, { channelCount: 2 });
      connect.call(this, relay);
      connect.call(context.createMediaStreamSource(relay.stream), end);
      void context.resume();
    }
    return connect.call(this, to, ...rest);
  };
  const elements = new Set();
  const play = HTMLMediaElement.prototype.play;
  HTMLMediaElement.prototype.play = function () {
    if (!elements.has(this)) connect.call(context.createMediaElementSource(this), end);
    elements.add(this);
    void context.resume();
    return play.call(this);
  };

  /** Left and right of the next sound, once a tenth of a second of silence has followed it. */
  async function hear() {
    const sound = [[], []];
    for (let silent = 0; !sound[0].length || silent < 4800; ) {
      const { value } = await reader.read();
      const block = [0, 1].map((planeIndex) => {
        const samples = new Float32Array(value.numberOfFrames);
        value.copyTo(samples, { planeIndex, format: "f32-planar" });
        return samples;
      });
      value.close();
      const isSilent = block.every((samples) => samples.every((sample) => Math.abs(sample) < 1e-4));
      silent = isSilent ? silent + block[0].length : 0;
      if (!isSilent || sound[0].length) block.forEach((samples, channel) => sound[channel].push(...samples));
    }
    return sound;
  }
}
