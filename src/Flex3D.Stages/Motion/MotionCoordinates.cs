using System.Collections.Concurrent;
using Flex3D.Stages.Model;
using Flex3D.Stages.Particles.State;

namespace Flex3D.Stages.Motion;

/// <summary>The particles' state with their principal coordinates, which are computed from the latents as they are read.</summary>
/// <remarks>The coordinates are in <see cref="ParticleColumns.Motion"/>: K numbers for K latent coordinates, 0 beyond the components found.</remarks>
public sealed class MotionCoordinates : IParticleState
{
    private const int Rows = 32;
    private readonly IParticleState _particles;
    private readonly Func<IFlow> _flow;
    private readonly PrincipalFrame _frame;
    private readonly ParallelOptions _threads;
    private readonly ConcurrentBag<IFlow> _flows = [];

    /// <param name="particles">The state, with latents.</param>
    /// <param name="flow">Creates an evaluator of the flow that <paramref name="frame"/> describes.</param>
    /// <param name="frame">The frame of the coordinates.</param>
    /// <param name="threads">The number of threads to use.</param>
    public MotionCoordinates(IParticleState particles, Func<IFlow> flow, PrincipalFrame frame, int threads)
    {
        (_particles, _flow, _frame) = (particles, flow, frame);
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
            IFlow flow = _flows.TryTake(out IFlow? free) ? free : _flow();
            int from = chunk * Rows, rows = Math.Min(Rows, count - from);
            Compute(flow, _frame, latents.Column(ParticleColumns.Latents).Slice(from * k, rows * k), rows, found.AsSpan(from * k, rows * k));
            _flows.Add(flow);
        });
        Array.ConvertAll(found, coordinate => (float)coordinate).CopyTo(into.Write(ParticleColumns.Motion, ColumnWriters.Training)[(at * k)..]);
    }

    /// <summary>Computes the principal coordinates of some latents, [row][K], Å; 0 beyond the components of the frame.</summary>
    internal static void Compute(IFlow flow, PrincipalFrame frame, ReadOnlySpan<float> latents, int rows, Span<double> found)
    {
        int k = flow.LatentDimension, length = 3 * flow.VertexCount;
        found.Clear();
        float[] flows = new float[rows * length], byVertex = new float[rows * length];
        flow.Flows(latents, rows, flows);
        ModelMotion.ByVertex(flows, rows, flow.VertexCount, byVertex);
        for (int row = 0; row < rows; row++)
        {
            for (int c = 0; c < Math.Min(k, frame.Count); c++)
            {
                found[row * k + c] = frame.Coordinate(byVertex.AsSpan(row * length, length), c);
            }
        }
    }
}
