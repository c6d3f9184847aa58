using Flex3D.Pipeline.Steps.Model;
using Flex3D.Stages.Model;

namespace Flex3D.Pipeline.Scoring;

/// <summary>Finds the true conformation that a model's map shows: that of the particles which its flow displaces least.</summary>
/// <remarks>
/// Without an anchor, the flow of a trained model is 0 at no latent that is known beforehand: at z = 0 it may already turn an arm by several degrees from where the map shows it. Atoms that are put
/// there in place of where the map has them are carried along wrong paths, however good the flow is.
/// </remarks>
internal static class RestConformation
{
    private const int Batch = 32;

    /// <summary>Returns the mean true positions of the atoms, [3·atom + axis], Å, over these particles; in a focused run less the motion by which the first run carries the region.</summary>
    public static double[] Of(ScoredRun run)
    {
        double[] displacement = Displacements(run.Model, run.Latents);
        int[] nearest = NearestParticles.Of(run, p => displacement[p]);
        if (run.Carried is null)
        {
            return run.Motion.At([.. run.Names.Select((_, c) => nearest.Average(p => run.Truth[p][c]))]);
        }
        double[][] places = [.. nearest.Select(p => RegionDisplacements.Moved(run.Motion.At(run.Truth[p]), run.Carried[p], undo: true))];
        return [.. places[0].Select((_, i) => places.Average(at => at[i]))];
    }

    // The squared displacement of each particle, summed over the vertices with the density of the map.
    private static double[] Displacements(RunModel model, float[] latents)
    {
        var field = new FlowField(model.Model);
        int k = field.LatentDimension, vertices = field.VertexCount, count = latents.Length / k;
        float[] flows = new float[Batch * 3 * vertices];
        double[] squares = new double[count];
        for (int from = 0; from < count; from += Batch)
        {
            int rows = Math.Min(Batch, count - from);
            field.Flows(latents.AsSpan(from * k, rows * k), rows, flows.AsSpan(0, rows * 3 * vertices));
            for (int i = 0; i < rows * 3 * vertices; i++)
            {
                squares[from + i / (3 * vertices)] += (double)model.Density[i % vertices] * flows[i] * flows[i];
            }
        }
        return squares;
    }
}
