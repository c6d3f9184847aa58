using System.Globalization;
using System.Text;
using Flex3D.Stages.Files;

namespace Flex3D.Stages.Simulation;

/// <summary>Writes the particle table of a simulation: RELION 3.1 STAR, with what <see cref="StatedParticle"/> says and the nominal pixel size.</summary>
internal static class SimulatedTable
{
    private static readonly string[] Columns =
    [
        "rlnImageName", "rlnAngleRot", "rlnAngleTilt", "rlnAnglePsi", "rlnOriginXAngst", "rlnOriginYAngst",
        "rlnDefocusU", "rlnDefocusV", "rlnDefocusAngle", "rlnPhaseShift", "rlnOpticsGroup", "rlnRandomSubset",
    ];

    /// <summary>Returns the number of the first particle of each stack, and at the end the number of particles: stacks differ by one particle at most.</summary>
    public static int[] StackStarts(int count, int stacks) => [.. Enumerable.Range(0, stacks + 1).Select(s => (int)((long)count * s / stacks))];

    public static string StackName(int stack) => string.Create(CultureInfo.InvariantCulture, $"particles_{stack:000}.mrcs");

    public static void Write(string path, SimulationOptions o, IReadOnlyList<CoordinateDistribution> distributions) => DurableFile.Write(path, stream =>
    {
        CultureInfo c = CultureInfo.InvariantCulture;
        using var text = new StreamWriter(stream, new UTF8Encoding(false), 1 << 16, leaveOpen: true);
        text.Write("\n# version 30001\n\ndata_optics\n\nloop_\n_rlnOpticsGroupName #1\n_rlnOpticsGroup #2\n_rlnVoltage #3\n_rlnSphericalAberration #4\n_rlnAmplitudeContrast #5\n_rlnImagePixelSize #6\n_rlnImageSize #7\n_rlnImageDimensionality #8\n");
        for (int group = 1; group <= o.OpticsGroups; group++)
        {
            text.Write(string.Create(c, $"opticsGroup{group} {group} {o.VoltageKilovolt:0.000000} {o.SphericalAberrationMillimetre:0.000000} {o.AmplitudeContrast:0.000000} {o.PixelSizeAngstrom:0.000000} {o.Box} 2\n"));
        }
        text.Write("\n\n# version 30001\n\ndata_particles\n\nloop_\n");
        for (int column = 0; column < Columns.Length; column++)
        {
            text.Write(string.Create(c, $"_{Columns[column]} #{column + 1}\n"));
        }
        int[] starts = StackStarts(o.Count, o.Stacks);
        for (int stack = 0; stack < o.Stacks; stack++)
        {
            string name = StackName(stack);
            for (int i = starts[stack]; i < starts[stack + 1]; i++)
            {
                var drawn = new ParticleDraw(o, distributions, i);
                var p = new StatedParticle(o, drawn);
                text.Write(string.Create(c, $"{i - starts[stack] + 1:000000}@{name} {p.Rot,11:0.000000} {p.Tilt,11:0.000000} {p.Psi,11:0.000000} {p.OriginX,11:0.000000} {p.OriginY,11:0.000000} {p.DefocusU:0.00} {p.DefocusV:0.00} {drawn.DefocusAngle,7:0.000} 0.000000 {drawn.Group} {drawn.HalfSet}\n"));
            }
        }
        text.Write('\n');
    });
}
