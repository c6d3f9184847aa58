using Flex3D.Stages.Motion;
using Flex3D.Stages.Results;
using Flex3D.Stages.Tests.Motion;

namespace Flex3D.Stages.Tests.Results;

/// <summary>What a run would hand to the summary.</summary>
internal static class SampleReport
{
    public static MotionReportInput Supported(PrincipalMotion? motion = null) => new()
    {
        Title = "Flex3D: two blobs",
        Particles = PlantedMotion.Particles,
        Motion = motion ?? PlantedMotion.Motion(),
        HeldOut = new HeldOutLoss(812.4, 786.1, new(24.3, 1.2), 250),
        RigidResolution = 14.2,
        FlexedResolution = 9.31,
        RigidResolutionMoving = 22.7,
        FlexedResolutionMoving = 9.84,
        Files =
        [
            ("report.html", "everything on one page"),
            ("maps/flex.mrc", "the flexed map"),
            ("look.cxc", "opens the maps and the series in ChimeraX: chimerax look.cxc"),
        ],
    };

    public static MotionReportInput Unsupported() => Supported() with { HeldOut = new HeldOutLoss(812.4, 810.9, new(-0.5, 0.4), 250) };
}
