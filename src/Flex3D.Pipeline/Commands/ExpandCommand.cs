using System.CommandLine;
using System.Globalization;
using Flex3D.Pipeline.Tables;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Symmetry;
using Flex3D.Stages.Tables;
using Flex3D.Stages.Tables.Expansion;

namespace Flex3D.Pipeline.Commands;

/// <summary><c>flex3d expand TABLE</c>: symmetry expansion of a particle table, and back.</summary>
internal static class ExpandCommand
{
    public static Command Create(CommandSession session)
    {
        var input = new Argument<string>("TABLE") { Description = "The table: .star or .cs, or the folder of a run or of a job" };
        var symmetry = new Option<string?>("--symmetry") { Description = "Point group: C2, C3, …, D2, D3, …, T, O, I, I1 or I2, with RELION's setting of the axes", HelpName = "GROUP" };
        var axes = new Option<string?>("--axes") { Description = "File with group and axes: the symmetry.json of flex3d symmetrise, in place of --symmetry", HelpName = "JSON" };
        var back = new Option<bool>("--back") { Description = "Take an expansion back: one row for each image again" };
        var output = new Option<string>("--out", "-o") { Description = "File to write, of the table's format", HelpName = "FILE", Required = true };
        var overwrite = new Option<bool>("--overwrite") { Description = "Replace the output if it exists" };
        var command = new Command("expand", """
            Writes each particle once for each operator of a symmetry, with the pose of another of the molecule's equal parts, so that
            each part moves by itself. Rows of one image share its half-set, and are held out and counted together.

            Example: flex3d expand particles.star --symmetry C4 --out expanded.star
                     flex3d expand expanded.star --back --out particles.star
            """) { input, symmetry, axes, back, output, overwrite };
        command.SetAction((parsed, _) =>
        {
            TableSource table = TableSources.Of(parsed.GetRequiredValue(input), null);
            string path = new TableOutput(parsed.GetRequiredValue(output), "--out", parsed.GetValue(overwrite), false, false, false).For(table).Path;
            switch (parsed.GetValue(back), parsed.GetValue(symmetry), parsed.GetValue(axes))
            {
                case (true, null, null):
                    (int read, int written) = SymmetryExpansion.Collapse(table, path);
                    session.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{written} particles of {read} rows"));
                    break;
                case (false, { } name, null):
                    Expand(SymmetryFrame.Standard(PointGroup.Parse(name)));
                    break;
                case (false, null, { } file):
                    Expand(SymmetryFile.Read(file));
                    break;
                default:
                    throw new InputException("flex3d expand", null, parsed.GetValue(back) ? "--back together with a symmetry" : "no symmetry, or two", "--symmetry, --axes or --back", "give one of them");
            }
            session.Output.WriteLine($"written: {path}");
            return Task.FromResult((int)ExitCode.Done);

            void Expand(SymmetryFrame frame)
            {
                IReadOnlyCollection<string> leftOut = SymmetryExpansion.Expand(table, path, frame);
                session.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{frame.Group.Order} rows for each particle ({frame.Group.Name})"));
                if (leftOut.Count > 0)
                {
                    session.Output.WriteLine($"left out, as it holds for the given poses alone: {string.Join(", ", leftOut)}");
                }
            }
        });
        return command;
    }
}
