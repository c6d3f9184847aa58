using System.Collections.Concurrent;
using Flex3D.Stages.Particles.State;

namespace Flex3D.Stages.Motion;

/// <summary>The particles' state with their principal coordinates, which are computed from the latents as they are read.</summary>
/// <remarks>The coordinates are in <see cref="ParticleColumns.Motion"/>: K numbers for K latent coordinates, 0 beyond the components found.</remarks>
public sealed class MotionCoordinates : IParticleState
{
    private const int Rows = 32;
    private readonly IParticleState _particles;
    private readonly Func<InternalCoordinates> _create;
    private readonly ParallelOptions _threads;
    private readonly ConcurrentBag<InternalCoordinates> _free = [];

    /// <param name="particles">The state, with latents.</param>
    /// <param name="create">Creates what computes the K coordinates.</param>
    /// <param name="threads">The number of threads to use.</param>
    public MotionCoordinates(IParticleState particles, Func<InternalCoordinates> create, int threads)
    {
        (_particles, _create) = (particles, create);
        _threads = new ParallelOptions { MaxDegreeOfParallelism = threads };
        Layout = new ParticleLayout(particles.Layout.LatentDimension, [.. particles.Layout.Columns, ParticleColumns.Motion]);
    }

    public int Count => _particles.Count;

    public ParticleLayout Layout { get; }

    public void Read(int first, int count, ParticleBlock into, int at = 0)
    {
        _particles.Read(first, count, into, at);
        if (into.Layout.Find(ParticleColumns.Motion) < 0)
        {
            return;
        }
        int k = Layout.LatentDimension;
        var latents = ParticleBlock.OfLatents(new float[count * k], k);
        _particles.Read(first, count, latents);
        double[] found = new double[count * k];
        Parallel.For(0, (count + Rows - 1) / Rows, _threads, chunk =>
        {
            InternalCoordinates coordinates = _free.TryTake(out InternalCoordinates? free) ? free : _create();
            int from = chunk * Rows, rows = Math.Min(Rows, count - from);
            coordinates.Compute(latents.Column(ParticleColumns.Latents).Slice(from * k, rows * k), rows, found.AsSpan(from * k, rows * k));
            _free.Add(coordinates);
        });
        Array.ConvertAll(found, coordinate => (float)coordinate).CopyTo(into.Write(ParticleColumns.Motion, ColumnWriters.Training)[(at * k)..]);
    }
}
