using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Steps.Model;
using Flex3D.Stages.Model;
using Flex3D.Stages.Motion;
using Flex3D.Stages.Results;

namespace Flex3D.Pipeline.Steps.Generate;

/// <summary>Makes pictures of the motion, the molecule's change of shape: slices at −1, 0, +1 sd of the main motion and of each axis, and arrows of the flow.</summary>
internal static class MotionPictures
{
    public static void Write(StepContext context, RunModel run, PrincipalMotion motion, float[] middle, double[] deviation)
    {
        string plots = Path.Combine(context.Run.Path, "plots");
        IFlow field = run.Flow(FlowFrame.Molecule);
        var maps = new ConformationMaps(run.Model, field, run.Map, run.Mask, context.Threads);
        MapSlices at = MapSlices.Central(maps.At(middle));
        var axes = new List<LatentAxisSlices>();
        // One standard deviation to both sides of the median, as quantiles of a Gaussian.
        Add("the main component", "flow_motion", MotionLatents.Along(motion, run.Model.Latents, middle.Length, 0.159, 0.841, 2));
        foreach (int axis in LatentPaths.Used(deviation))
        {
            Add($"z{axis}", $"flow_axis{axis}", LatentPaths.Axis(middle, axis, deviation[axis], 2));
        }
        new SliceFigure(axes).Save(plots, "slices");

        void Add(string name, string file, float[] ends)
        {
            ReadOnlySpan<float> low = ends.AsSpan(0, middle.Length), high = ends.AsSpan(middle.Length);
            axes.Add(new LatentAxisSlices(name, MapSlices.Central(maps.At(low)), at, MapSlices.Central(maps.At(high))));
            new FlowArrowFigure(at, $"Flow along {name}, −1 to +1 sd", run.Model.Mesh.Vertices, ModelMotion.At(field, low), ModelMotion.At(field, high), run.Density)
                .Save(plots, file);
        }
    }
}
