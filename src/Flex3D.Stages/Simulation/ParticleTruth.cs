using System.Globalization;
using System.Text;
using Flex3D.Stages.Files;

namespace Flex3D.Stages.Simulation;

/// <summary>Writes what was drawn for each particle: <c>truth/particles.csv</c>.</summary>
internal static class ParticleTruth
{
    private sealed record Column(string Name, Func<ParticleDraw, double> Value);

    /// <summary>Writes a CSV with columns particle,t0,t1,… and then those of what is drawn besides; one row for each particle.</summary>
    public static void Write(string path, SimulationOptions options, IReadOnlyList<CoordinateDistribution> distributions) => DurableFile.Write(path, stream =>
    {
        using var text = new StreamWriter(stream, new UTF8Encoding(false), 1 << 16, leaveOpen: true);
        Column[] columns = [.. Enumerable.Range(0, distributions.Count).Select(c => new Column($"t{c}", draw => draw.Coordinates[c])), .. Further(options)];
        text.Write("particle" + string.Concat(columns.Select(column => "," + column.Name)) + "\n");
        for (int i = 0; i < options.Count; i++)
        {
            text.Write(i.ToString(CultureInfo.InvariantCulture));
            var draw = new ParticleDraw(options, distributions, i);
            foreach (Column column in columns)
            {
                text.Write("," + column.Value(draw).ToString("0.######", CultureInfo.InvariantCulture));
            }
            text.Write('\n');
        }
    });

    // The columns of what the options turn on.
    private static IEnumerable<Column> Further(SimulationOptions o) =>
    [
        .. When(o.PoseErrorDegrees > 0, new("rot", d => d.Rot), new("tilt", d => d.Tilt), new("psi", d => d.Psi)),
        .. When(o.ShiftErrorAngstrom > 0, new("originX", d => d.OriginX), new("originY", d => d.OriginY)),
        .. When(o.DefocusErrorAngstrom > 0, new("defocusU", d => d.DefocusU), new("defocusV", d => d.DefocusV)),
        .. When(o.ContrastSpread > 0, new Column("contrast", d => d.Contrast)),
        .. When(o.OpticsGroups > 1, new Column("group", d => d.Group)),
        .. When(o.JunkFraction > 0, new Column("junk", d => d.IsJunk ? 1 : 0)),
        .. When(o.Neighbours > 0, new Column("neighbours", d => d.Neighbours)),
        .. Enumerable.Range(0, o.Missing.Count).Select(part => new Column($"present{part}", d => d.Present[part] ? 1 : 0)),
    ];

    private static Column[] When(bool on, params Column[] columns) => on ? columns : [];
}
