using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Progress;
using Flex3D.Pipeline.Steps.Conformations;
using Flex3D.Pipeline.Steps.Model;
using Flex3D.Stages.Motion;

namespace Flex3D.Pipeline.Steps.Generate;

/// <summary>Writes the flow of each particle at the vertices of the mesh.</summary>
internal static class FlowFile
{
    /// <summary>Writes the archive (<see cref="FlowExport"/>).</summary>
    /// <param name="report">Shows the progress.</param>
    /// <param name="run">The run, with every particle.</param>
    /// <param name="path">The archive.</param>
    /// <param name="particles">Numbers of particles as a user writes them; none for all.</param>
    /// <param name="rows">The row of each particle in the particle table; null where particle i is row i.</param>
    /// <param name="frame">Whether a turn and shift of the molecule as a whole is in the flows.</param>
    /// <param name="threads">The number of threads to use.</param>
    /// <param name="stop">Cancels the work.</param>
    /// <returns>A line that says what was written.</returns>
    public static string Write(IProgressReport report, RunModel run, string path, IReadOnlyList<string> particles, int[]? rows, FlowFrame frame, int threads, CancellationToken stop)
    {
        int[] chosen = particles.Count > 0 ? [.. GivenLatents.Particles(particles, run.Model.ParticleCount)] : [.. Enumerable.Range(0, run.Model.ParticleCount)];
        using IProgressTask progress = report.Begin("flows", chosen.Length, "particles");
        FlowExport.Write(path, run.Model, () => run.Flow(frame), chosen, rows, threads, count => progress.Advance(count), stop);
        return FormattableString.Invariant($"flows of {chosen.Length} particles at {run.Model.Mesh.VertexCount} vertices ({4.0 * chosen.Length * run.Model.Mesh.Vertices.Length / (1 << 20):0.#} MB) are in {path}");
    }
}
