namespace Flex3D.Stages.Particles.Reading;

/// <summary>Makes a table of what a reader finds; stacks and optics groups are complete once the particles have been enumerated, which is done once.</summary>
internal delegate ParticleTable TableMaker(string sourcePath, IReadOnlyList<string> stacks, IReadOnlyList<OpticsGroup> optics, IEnumerable<Particle> particles);
