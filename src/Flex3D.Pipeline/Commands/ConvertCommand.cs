using System.CommandLine;
using Flex3D.Pipeline.Tables;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Tables;

namespace Flex3D.Pipeline.Commands;

/// <summary><c>flex3d convert IN OUT</c>: writes a particle table in another program's format.</summary>
internal static class ConvertCommand
{
    public static Command Create(CommandSession session)
    {
        var input = new Argument<string>("IN") { Description = "The table: .star, .cs or .csv, or the folder of a run or of a job" };
        var output = new Argument<string>("OUT") { Description = "The file to write: .star (RELION 3.1 and later), .cs (cryoSPARC) or .csv" };
        var options = new TableOptions();
        var command = new Command("convert", """
            Converts a particle table between RELION's STAR, cryoSPARC's .cs and CSV: poses, shifts, CTF, aberrations, optics groups,
            half-sets, images and latents. Columns that the other format does not have are named. The same format in and out is a
            copy without a loss, to which the columns of passthrough files are added.

            Example: flex3d convert J42/J42_004_particles.cs particles.star
                     flex3d convert particles.star particles.cs --group
            """) { input, output };
        foreach (Option option in options.All)
        {
            command.Options.Add(option);
        }
        command.SetAction((parsed, _) =>
        {
            TableSource source = TableSources.Of(parsed.GetRequiredValue(input), parsed.GetValue(options.Passthrough) is { Length: > 0 } given ? given : null);
            options.Output(parsed, parsed.GetRequiredValue(output), "OUT").For(source).Write(source, null, null, $"Particles of {Path.GetFileName(source.Path)}", session.Output);
            return Task.FromResult((int)ExitCode.Done);
        });
        return command;
    }
}
