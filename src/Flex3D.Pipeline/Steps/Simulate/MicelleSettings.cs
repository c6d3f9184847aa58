using Flex3D.Pipeline.Configuration;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Simulation.Surroundings;

namespace Flex3D.Pipeline.Steps.Simulate;

/// <summary>Turns a micelle from a pipeline file into one of the simulator.</summary>
internal static class MicelleSettings
{
    public static Micelle ToMicelle(MicelleOptions options) => new()
    {
        Centre = options.Center is { Count: > 0 } centre ? Vector(centre, "center") : null,
        Axis = Vector(options.Axis, "axis"),
        RadiusAngstrom = options.Radius,
        ThicknessAngstrom = options.Thickness,
        HeightAngstrom = options.Height,
        Density = options.Density,
        Disorder = options.Disorder,
    };

    private static (double, double, double) Vector(IReadOnlyList<double> numbers, string key) => numbers.Count == 3
        ? (numbers[0], numbers[1], numbers[2])
        : throw new InputException("the pipeline", $"simulate.micelle.{key}", $"{numbers.Count} numbers", "three: x, y, z");
}
