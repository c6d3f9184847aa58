namespace Flex3D.Stages.Results;

/// <summary>Evaluates the flow of a batch of particles.</summary>
/// <param name="firstParticle">The batch is particles first, first + stride, first + 2·stride …</param>
/// <param name="stride">Distance between particles of the batch.</param>
/// <param name="count">Particles in the batch.</param>
/// <param name="flows">To fill: [particle of the batch][vertex][x, y, z], Å.</param>
public delegate void FlowEvaluator(int firstParticle, int stride, int count, Span<float> flows);
