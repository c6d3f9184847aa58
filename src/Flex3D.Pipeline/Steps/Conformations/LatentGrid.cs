using Flex3D.Pipeline.Steps.Model;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Motion;

namespace Flex3D.Pipeline.Steps.Conformations;

/// <summary>Finds the latents of a grid over two axes.</summary>
internal static class LatentGrid
{
    /// <param name="run">The run.</param>
    /// <param name="size">Nodes along both axes, such as 5x5.</param>
    /// <param name="axes">The two axes; empty for the first two along which particles differ.</param>
    /// <param name="range">How far the grid reaches to both sides, in standard deviations of the latents.</param>
    public static FoundConformations Find(RunModel run, string size, IReadOnlyList<int> axes, double range)
    {
        string[] nodes = size.Split('x');
        if (nodes.Length != 2 || !int.TryParse(nodes[0], out int first) || !int.TryParse(nodes[1], out int second) || first < 1 || second < 1 || (long)first * second > ConformationRequest.MostFrames)
        {
            throw new InputException("--grid", null, $"'{size}'", $"the nodes along two axes, such as 5x5, at most {ConformationRequest.MostFrames} together");
        }
        int k = run.Model.Flow.LatentDimension;
        (_, double[] deviation) = LatentPaths.Spread(run.Model.Latents, k);
        if (k < 2)
        {
            throw new InputException("--grid", null, "a model with 1 latent coordinate", "at least 2", "go along it with --axis 0 or --motion 0");
        }
        int[] used = LatentPaths.Used(deviation), two = axes.Count > 0 ? [.. axes] : used.Length >= 2 ? used[..2] : [used[0], used[0] == 0 ? 1 : 0];
        if (two.Length != 2 || two[0] == two[1] || two.Any(axis => axis < 0 || axis >= k))
        {
            throw new InputException("--axes", null, string.Join(',', two), $"two different axes from 0 to {k - 1}");
        }
        return new FoundConformations(LatentPaths.Grid(run.Middle, (two[0], range * deviation[two[0]], first), (two[1], range * deviation[two[1]], second)), k)
        {
            Columns = [("row", [.. Enumerable.Range(0, first * second).Select(node => (double)(node / second))]), ("column", [.. Enumerable.Range(0, first * second).Select(node => (double)(node % second))])],
            Says = [$"rows of the grid go along axis {two[0]}, columns along axis {two[1]}"],
            Warnings = [.. two.Where(axis => deviation[axis] == 0).Select(axis => $"no particles differ along axis {axis}")],
        };
    }
}
