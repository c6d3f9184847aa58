namespace Flex3D.Pipeline.Tests.Whole;

/// <summary>Settings for particle files that do not say everything themselves.</summary>
public sealed class ParticleFileOptionsTests(TinyParticles tiny) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-columns-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string In(string name) => Path.Combine(_folder, name);

    private string[] Prep(string run, params string[] more) =>
        ["prep", "--particles", In("particles.star"), "--map", In("consensus.mrc"), "--mask", In("mask.mrc"), "--out", In(run), .. more];

    // The tiny particles without some columns.
    private void WriteWithout(params string[] labels)
    {
        tiny.CopyTo(_folder);
        var written = new List<string>();
        List<int> dropped = [];
        int column = 0;
        foreach (string line in File.ReadLines(In("particles.star")))
        {
            if (line.StartsWith("loop_", StringComparison.Ordinal))
            {
                (column, dropped) = (0, []);
            }
            else if (line.StartsWith('_'))
            {
                if (labels.Contains(line.Split(' ')[0]))
                {
                    dropped.Add(column++);
                    continue;
                }
                column++;
            }
            else if (dropped.Count > 0 && line.Trim().Length > 0 && !line.StartsWith('#') && !line.StartsWith("data_", StringComparison.Ordinal))
            {
                string[] fields = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
                written.Add(string.Join(' ', fields.Where((_, i) => !dropped.Contains(i))));
                continue;
            }
            written.Add(line);
        }
        File.WriteAllLines(In("particles.star"), written);
    }

    [Fact]
    public async Task An_amplitude_contrast_that_the_file_does_not_say_is_given()
    {
        WriteWithout("_rlnAmplitudeContrast");
        await Flex.RefusedAsync(Prep("refused"), "no column _rlnAmplitudeContrast", "set inputs.amplitudeContrast");
        await Flex.DoneAsync(Prep("given", "--amplitude-contrast", "0.1"));
        tiny.CopyTo(Directory.CreateDirectory(In("whole")).FullName);
        await Flex.DoneAsync("prep", "--particles", In("whole/particles.star"), "--map", In("consensus.mrc"), "--mask", In("mask.mrc"), "--out", In("stated"));
        File.ReadAllBytes(In("given/prep/particles.mrcs")).ShouldBe(File.ReadAllBytes(In("stated/prep/particles.mrcs")));
        File.ReadAllText(In("given/run.yaml")).ShouldContain("amplitudeContrast: 0.1");
    }

    [Fact]
    public async Task Particles_without_a_CTF_are_read_where_that_is_allowed_and_a_warning_says_so()
    {
        WriteWithout("_rlnDefocusU", "_rlnDefocusV", "_rlnDefocusAngle");
        await Flex.RefusedAsync(Prep("refused"), "no column _rlnDefocusU", "set inputs.allowMissingCtf");
        string said = (await Flex.RunAsync(Prep("allowed", "--allow-missing-ctf"))).Text; // what the map then says of such images is not the point
        said.ShouldContain("warning: inputs.allowMissingCtf is set");
        said.ShouldContain("64 particles of 32 pixels at 3 Å");
    }
}
