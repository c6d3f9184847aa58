using Flex3D.Pipeline.Runs;
using Flex3D.Stages.Engine;
using Flex3D.Stages.Files;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Model;
using Flex3D.Stages.Results;
using Flex3D.Stages.Training;

namespace Flex3D.Pipeline.Steps.Train;

/// <summary>The composition that a training learned, as a map in the training box: how much the density of each place varies between particles.</summary>
internal static class CompositionMap
{
    /// <summary>Path in the run folder.</summary>
    public const string Name = "maps/composition.mrc";

    /// <summary>Writes the map; nothing where the composition model was not trained.</summary>
    public static void Write(StepContext context, EngineProblem problem, TrainingState state)
    {
        if (state.OccupancyOptimizer.Steps > 0)
        {
            MrcMap.Write(Path.Combine(context.Run.Path, Name), new OccupancyField(problem.Mesh, problem.Binding).Spread(state.Occupancy), "Flex3D spread of the density over particles");
        }
    }

    /// <summary>Reads which part varies most; null where there is no map.</summary>
    public static VaryingPart? Read(RunFolder run)
    {
        string path = Path.Combine(run.Path, Name);
        return Storage.Current.FileExists(path) ? VaryingPart.Of(MrcMap.Read(path), MrcMap.Read(Path.Combine(run.Path, "maps", "canonical.mrc"))) : null;
    }
}
