using System.CommandLine;
using System.Globalization;
using Flex3D.Pipeline.Tables;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Tables;
using Flex3D.Stages.Tables.Criteria;

namespace Flex3D.Pipeline.Commands;

/// <summary><c>flex3d select RUN|TABLE</c>: writes the particles that meet conditions, for the program they came from.</summary>
internal static class SelectCommand
{
    private static readonly string[] s_lists = [".txt", ".csv", ".star", ".cs"];

    public static Command Create(CommandSession session)
    {
        var source = new Argument<string>("RUN|TABLE") { Description = "The folder of a run that has been trained, or a table: .star, .cs, .csv, or the folder of a job" };
        var output = new Option<string>("--out", "-o") { Description = "File to write: .star, .cs or .csv; a name without one of these gets the source's", HelpName = "FILE", Required = true };
        Option<string[]> where = Many("--where", "EXPR", "Keep rows for which an expression on the columns is true (docs/selection.md); z0, z1, … are the latents; may be repeated");
        Option<string[]> list = Many("--list", "FILE", "Keep the rows that a list names (.txt, .csv; from 0, as in latents.csv), or that another table has (.star, .cs)");
        Option<string[]> range = Many("--range", "AXIS=LOW:HIGH", "Keep rows with an axis in a range, such as z0=0.2:0.8 or z1=:0; an axis is a latent or any column of numbers");
        var polygon = new Option<string?>("--polygon") { Description = "Keep rows inside a polygon over two axes: a CSV or text file with a vertex in each line, or JSON", HelpName = "FILE" };
        var axes = new Option<string[]>("--polygon-axes") { Description = "The polygon's axes where its file does not name them", HelpName = "AXIS", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => ["z0", "z1"] };
        Option<string[]> ellipsoid = Many("--ellipsoid", "AXIS=CENTRE~RADIUS", "Keep rows inside an ellipsoid: centre and semi-axis for each of its axes, such as z0=0.2~0.3 z1=0~0.5");
        var neighbours = new Option<int?>("--neighbours") { Description = "Keep rows that have at least so many others within the distance --within in latent space", HelpName = "n" };
        var within = new Option<double?>("--within") { Description = "The distance of --neighbours, in units of the latents", HelpName = "x" };
        var densest = new Option<double?>("--densest") { Description = "Keep this fraction of all rows: those whose tenth nearest neighbour in latent space is nearest", HelpName = "x" };
        var invert = new Option<bool>("--invert") { Description = "Keep the rows that do not meet the conditions" };
        var options = new TableOptions();
        var command = new Command("select", """
            Writes the particles that meet every condition given, as a table from which RELION or cryoSPARC continues: every column
            and block of the source stays, the latents are added. Without a condition it writes all particles.

            Example: flex3d select runs/mine --range z0=0.5: --out open.star
                     flex3d select runs/mine --polygon drawn.csv --densest 0.9 --out chosen.cs --group
                     flex3d select runs/mine --where 'rlnDefocusU < 20000' --invert --out rest.star
            """) { source, output, where, list, range, polygon, axes, ellipsoid, neighbours, within, densest, invert };
        foreach (Option option in options.All)
        {
            command.Options.Add(option);
        }
        command.SetAction((parsed, _) =>
        {
            TableSource table = TableSources.Of(parsed.GetRequiredValue(source), parsed.GetValue(options.Passthrough) is { Length: > 0 } given ? given : null);
            TableOutput target = options.Output(parsed, parsed.GetRequiredValue(output), "--out").For(table);
            TableChoice choice = TableSelector.Select(table, new TableRequest
            {
                Selections = [.. parsed.GetValue(where)!, .. parsed.GetValue(list)!.Select(List)],
                Ranges = parsed.GetValue(range)!,
                Polygon = parsed.GetValue(polygon),
                PolygonAxes = parsed.GetValue(axes)!,
                Ellipsoid = parsed.GetValue(ellipsoid)!,
                Neighbours = parsed.GetValue(neighbours),
                Within = parsed.GetValue(within),
                Densest = parsed.GetValue(densest),
                Invert = parsed.GetValue(invert),
            });
            string counted = string.Create(CultureInfo.InvariantCulture, $"{choice.Rows.Count} of {choice.Total} particles");
            session.Output.WriteLine($"{counted} selected from {table.Path}");
            if (choice.NotFound > 0)
            {
                session.Output.WriteLine($"{choice.NotFound} listed particles are not in {table.Path}");
            }
            target.Write(table, choice.Rows, choice.Numbers, $"{counted} of {Path.GetFileName(table.Path)}", session.Output);
            return Task.FromResult((int)ExitCode.Done);
        });
        return command;
    }

    private static Option<string[]> Many(string name, string value, string description) =>
        new(name) { Description = description, HelpName = value, AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [] };

    private static string List(string path) => s_lists.Contains(Path.GetExtension(path).ToLowerInvariant()) ? path
        : throw new InputException("--list", null, $"'{path}'", "a .txt or .csv list, or a .star or .cs table", "give an expression with --where");
}
