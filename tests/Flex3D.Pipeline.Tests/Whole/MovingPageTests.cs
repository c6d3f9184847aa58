using System.Numerics;
using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Steps.Model;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Model;
using Flex3D.Stages.Motion;
using Flex3D.Stages.Results;
using Flex3D.Stages.Results.Report;

namespace Flex3D.Pipeline.Tests.Whole;

/// <summary>The page of a run whose molecule moves, and the surface that it plays.</summary>
[Collection(MovingMolecule.Shared)]
public sealed class MovingPageTests(MovingMolecule moving)
{
    private string In(string name) => Path.Combine(moving.Run, name);

    [Fact]
    public void The_page_has_the_answer_and_the_motion_and_nothing_of_the_folder_that_stands_beside_it()
    {
        string page = File.ReadAllText(In("report.html")), status = File.ReadAllText(In("status.js"));
        page.Contains("\"moves\":true,\"frames\":11,", StringComparison.Ordinal).ShouldBeTrue();
        page.IndexOf("The molecule moves", StringComparison.Ordinal).ShouldBeInRange(0, page.IndexOf("<h2>", StringComparison.Ordinal));
        foreach (string plot in new[] { "surface", "particles", "motions", "travel", "fsc", "loss", "uncertainty", "weights" })
        {
            page.Contains($"data-plot=\"{plot}\"", StringComparison.Ordinal).ShouldBeTrue(plot);
        }
        page.Contains(moving.Run, StringComparison.Ordinal).ShouldBeFalse();
        status.ShouldContain(moving.Run);
        status.ShouldMatch("\"train\",\"seconds\":[0-9.]+,\"peakMegabytes\":[1-9]");
        string results = File.ReadAllText(In("results.json"));
        results.ShouldContain("report.html");
        results.ShouldNotContain("status.js");
    }

    [Fact]
    public void A_surface_that_the_flow_carries_is_that_of_the_map_it_carries()
    {
        var run = RunModel.Load(RunFolder.Open(moving.Run).Lineage());
        IFlow flow = run.Flow(FlowFrame.Molecule);
        float[] ends = MotionLatents.Along(run.Motion(), run.Model.Latents, flow.LatentDimension, 0.05, 0.95, 2);
        MovingSurface surface = new SceneBuilder(run.Model.Mesh, flow, ends).Build(run.Map, run.Mask, 2)!.Levels[0];
        var maps = new ConformationMaps(run.Model, flow, run.Map, run.Mask, 2);
        DensityMap[] at = [maps.At(ends.AsSpan(0, flow.LatentDimension)), maps.At(ends.AsSpan(flow.LatentDimension))];
        double[] carried = [.. at.Select((map, end) => Off(map, surface.Fine.Frames[end]))], other = [Off(at[0], surface.Fine.Frames[1]), Off(at[1], surface.Fine.Frames[0])];
        carried.Max().ShouldBeLessThan(0.25);
        other.Min().ShouldBeGreaterThan(1.3 * carried.Max());

        // How far the density at the places of a surface is from its level, as a fraction of it: the mean.
        double Off(DensityMap map, float[] places) => Enumerable.Range(0, places.Length / 3)
            .Average(v => Math.Abs(SurfaceRays.Density(map, new Vector3(places[3 * v], places[3 * v + 1], places[3 * v + 2]) / (float)map.PixelSizeAngstrom + new Vector3(map.Box / 2)) / surface.Density - 1));
    }
}
