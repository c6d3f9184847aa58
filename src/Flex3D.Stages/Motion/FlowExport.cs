using System.Runtime.InteropServices;
using Flex3D.Stages.Files;
using Flex3D.Stages.Model;

namespace Flex3D.Stages.Motion;

/// <summary>Writes the displacement of every vertex of the mesh for each particle, for other programs: a NumPy archive (.npz).</summary>
/// <remarks>
/// Arrays, little-endian, C order: <c>vertices</c> float32 (V, 3), positions at rest, Å from the box centre; <c>particles</c> int32 (N), the row of each particle in
/// the particle table, from 0; <c>flows</c> float32 (N, V, 3), Å, to be added to the vertices. Flows are computed as they are written: memory does not grow with the
/// number of particles. The same bytes for any number of threads.
/// </remarks>
public static class FlowExport
{
    private const int Rows = 32, BatchesAThread = 4;

    /// <summary>Writes the archive.</summary>
    /// <param name="path">The file.</param>
    /// <param name="model">The model, with the latents of every particle.</param>
    /// <param name="flow">Creates an evaluator of the flow.</param>
    /// <param name="particles">Numbers of the particles to write.</param>
    /// <param name="rows">The row of each particle of the model in the particle table; null where particle i is row i.</param>
    /// <param name="threads">The number of threads to use.</param>
    /// <param name="written">Called with a number of further particles that were written.</param>
    /// <param name="stop">Cancels the work; no file is left then.</param>
    public static void Write(string path, FlexModel model, Func<IFlow> flow, IReadOnlyList<int> particles, IReadOnlyList<int>? rows, int threads, Action<int> written, CancellationToken stop)
    {
        IFlow[] flows = [.. Enumerable.Range(0, threads).Select(_ => flow())];
        int k = model.Flow.LatentDimension, vertices = model.Mesh.VertexCount, length = 3 * vertices;
        float[] batch = new float[Math.Min(Rows * BatchesAThread * threads, Math.Max(particles.Count, 1)) * length];
        DurableFile.Write(path, stream =>
        {
            using var archive = new NpzWriter(stream);
            archive.Add("vertices", model.Mesh.Vertices, vertices, 3);
            archive.Add("particles", particles.Select(particle => rows?[particle] ?? particle).ToArray(), particles.Count);
            archive.AddFloats("flows", content =>
            {
                for (int first = 0; first < particles.Count; first += batch.Length / length)
                {
                    stop.ThrowIfCancellationRequested();
                    int count = Math.Min(batch.Length / length, particles.Count - first);
                    Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, thread => Compute(flows[thread], first, count * thread / threads, count * (thread + 1) / threads));
                    content.Write(MemoryMarshal.AsBytes(batch.AsSpan(0, count * length)));
                    written(count);
                }
            }, particles.Count, vertices, 3);
        });

        // Each row is computed alone or among others with the same result.
        void Compute(IFlow evaluator, int first, int from, int to)
        {
            float[] latents = new float[Rows * k], found = new float[Rows * length];
            for (; from < to; from += Rows)
            {
                int count = Math.Min(Rows, to - from);
                for (int row = 0; row < count; row++)
                {
                    model.Latents.AsSpan(particles[first + from + row] * k, k).CopyTo(latents.AsSpan(row * k));
                }
                evaluator.Flows(latents.AsSpan(0, count * k), count, found.AsSpan(0, count * length));
                ModelMotion.ByVertex(found.AsSpan(0, count * length), count, vertices, batch.AsSpan(from * length, count * length));
            }
        }
    }
}
