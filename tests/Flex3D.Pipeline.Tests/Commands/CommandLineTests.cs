using Flex3D.Pipeline.Commands;
using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Machine;
using Flex3D.Pipeline.Runner;
using Flex3D.Pipeline.Steps;
using Flex3D.Pipeline.Tests.Runs;

namespace Flex3D.Pipeline.Tests.Commands;

public sealed class CommandLineTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-command-").FullName;
    private readonly FakeSteps _steps = new();
    private readonly StringWriter _output = new();
    private readonly StringWriter _errors = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private Task<int> FlexAsync(params string[] args) => CommandLine.RunAsync(args, _steps.Catalogue, _output, _errors);

    private string In(string name) => Path.Combine(_folder, name);

    [Fact]
    public async Task Version_is_printed()
    {
        (await FlexAsync("--version")).ShouldBe(0);
        _output.ToString().ShouldStartWith(RunVersions.Flex3D);
    }

    [Theory]
    [InlineData("argument 3, after --noise-spectrum: found nothing between quotes", "simulate", "--noise-spectrum", "")]
    [InlineData("argument 2, after score", "score", "")]
    public async Task An_empty_argument_is_refused_by_its_place(string said, params string[] args)
    {
        (await FlexAsync(args)).ShouldBe(2);
        _errors.ToString().ShouldContain(said);
    }

    [Fact]
    public async Task A_score_that_could_not_be_written_is_refused_first()
    {
        (await FlexAsync("score", In("run"), "--json", _folder)).ShouldBe(2);
        (await FlexAsync("score", In("run"), "--json", In("none/score.json"))).ShouldBe(2);
        string[] lines = _errors.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines[0].ShouldContain("--json: found a folder");
        lines[1].ShouldContain($"--json: found no folder {In("none")}");
    }

    [Fact]
    public async Task Help_names_every_command_and_shows_how_to_begin()
    {
        (await FlexAsync("--help")).ShouldBe(0);
        foreach (string command in new[] { "run", "resume", "simulate", "prep", "mesh", "train", "reconstruct", "finish", "generate", "deform", "movie", "select", "convert", "bundle", "relion", "check", "score", "segment", "symmetrise", "expand", "verify", "devices", "watch", "queue", "worker", "nodes", "flex3d run pipelines/quickstart.yaml" })
        {
            _output.ToString().ShouldContain(command);
        }
    }

    [Fact]
    public async Task Devices_are_listed_with_a_rate_or_a_reason()
    {
        (await FlexAsync("devices")).ShouldBe(0);
        string[] lines = _output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines[0].ShouldMatch(@"^cpu +cpu \(\d+-bit SIMD\), \d+ threads, [\d.]+ GB: \d+ images/s of \d+ voxels");
        lines.Skip(1).ShouldContain(line => line.StartsWith("cuda", StringComparison.Ordinal));
        lines.Skip(1).ShouldContain(line => line.StartsWith("opencl", StringComparison.Ordinal));
        lines.Skip(1).ShouldAllBe(line => line.Contains(": "));
    }

    [Theory]
    [InlineData("train", "--latent-dimension", "Number of latent coordinates [default: 2]", "Example: flex3d train")]
    [InlineData("mesh", "--minimum-rigidity", "[default: 0.5]", "Example: flex3d mesh")]
    [InlineData("simulate", "--hinges", "{key: value", "Example: flex3d simulate")]
    [InlineData("run", "--set", "train.epochs=20", "Example: flex3d run")]
    public async Task Help_of_a_command_shows_its_settings_defaults_and_an_example(string command, string option, string description, string example)
    {
        (await FlexAsync(command, "--help")).ShouldBe(0);
        string help = _output.ToString();
        help.ShouldContain(option);
        help.ShouldContain(description);
        help.ShouldContain(example);
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task The_example_in_the_help_works(string step)
    {
        await FlexAsync("train", "--out", In("earlier"));
        IPipelineStep real = StepCatalogue.Default.Steps.Single(known => known.Name == step);
        string help = StepCommand.Create(real, real.Help!, new CommandSession(_steps.Catalogue, _output, _errors, CancellationToken.None)).Description!;
        string[] args = help[(help.IndexOf("Example: flex3d ", StringComparison.Ordinal) + 16)..].Split(' ');
        args[Array.IndexOf(args, "--out") + 1] = In("out");
        if (Array.IndexOf(args, "--from") is >= 0 and int from)
        {
            args[from + 1] = In("earlier");
        }
        (await FlexAsync(args)).ShouldBe(0, _errors.ToString());
        _steps.Called[^1].Step.ShouldBe(step);
    }

    public static TheoryData<string> Steps => ["simulate", "prep", "mesh", "train", "reconstruct"];

    [Fact]
    public void Every_step_has_a_section_of_its_name_and_every_section_of_a_step_its_step() =>
        StepCatalogue.Default.Names.ShouldBe(SettingSchema.Of(typeof(PipelineOptions)).Where(own => own.Kind == SettingKind.Section && own.Optional).Select(own => own.Name));

    [Fact]
    public void Steps_need_only_what_stands_before_them()
    {
        string[] names = [.. StepCatalogue.Default.Names];
        foreach ((int number, IPipelineStep step) in StepCatalogue.Default.Steps.Index())
        {
            step.Needs.ShouldBeSubsetOf(names[..number], step.Name);
        }
    }

    [Theory]
    [InlineData("run")]
    [InlineData("resume")]
    [InlineData("verify")]
    [InlineData("simulate")]
    [InlineData("prep")]
    [InlineData("mesh")]
    [InlineData("train")]
    [InlineData("reconstruct")]
    [InlineData("finish")]
    [InlineData("generate")]
    [InlineData("deform")]
    [InlineData("movie")]
    [InlineData("select")]
    [InlineData("convert")]
    [InlineData("bundle")]
    [InlineData("relion")]
    [InlineData("check")]
    [InlineData("watch")]
    [InlineData("queue")]
    [InlineData("worker")]
    [InlineData("nodes")]
    public async Task Help_of_every_command_shows_examples_that_parse(string command)
    {
        (await FlexAsync(command, "--help")).ShouldBe(0);
        string[] examples = [.. _output.ToString().Split('\n').Select(line => line.Replace("Example:", "").Trim()).Where(line => line.StartsWith($"flex3d {command} ", StringComparison.Ordinal) && !line.Contains('<'))];
        examples.ShouldNotBeEmpty();
        System.CommandLine.RootCommand root = CommandLine.Create(new CommandSession(_steps.Catalogue, _output, _errors, CancellationToken.None));
        foreach (string example in examples)
        {
            root.Parse(example.Split(' ')[1..]).Errors.ShouldBeEmpty(example);
        }
    }

    [Fact]
    public void A_steps_own_setting_hides_an_input_only_where_that_is_meant()
    {
        string[] hidden =
        [
            .. from own in SettingSchema.Of(typeof(PipelineOptions))
               where own.Kind == SettingKind.Section && own.Optional
               from setting in SettingSchema.Of(own.ValueType)
               where SettingSchema.Of(typeof(InputOptions)).Concat(SettingSchema.Of(typeof(PipelineOptions))).Any(other => other.Name == setting.Name)
               select $"{own.Name}.{setting.Name}",
        ];
        hidden.ShouldBe(["simulate.particles", "simulate.amplitudeContrast", "finish.mask", "generate.latents", "deform.latents", "deform.particles"]);
    }

    [Fact]
    public async Task A_pipeline_file_is_run_with_settings_over_it()
    {
        File.WriteAllText(In("p.yaml"), "train:\n  epochs: 3\nmesh:\n");
        (await FlexAsync("run", In("p.yaml"), "--out", In("run"), "--set", "train.epochs=20", "seed=9")).ShouldBe(0, _errors.ToString());
        _steps.Called.Select(c => c.Step).ShouldBe(["mesh", "train"]);
        _steps.Called[1].Options.Train!.Epochs.ShouldBe(20);
        _steps.Called[1].Options.Seed.ShouldBe(9);
        (await FlexAsync("resume", In("run"))).ShouldBe(0);
    }

    [Fact]
    public async Task A_step_takes_its_settings_from_options()
    {
        (await FlexAsync("train", "--out", In("t"), "--lambda", "0.3", "--freeze-latents", "--map", "[a] \"b\".mrc", "--seed", "4", "--batch-size", "auto")).ShouldBe(0, _errors.ToString());
        PipelineOptions options = _steps.Called.Single().Options;
        options.Train!.Lambda.ShouldBe(0.3);
        options.Train.FreezeLatents.ShouldBe(LatentFreeze.Always);
        options.Train.BatchSize.ShouldBeNull();
        options.Inputs.Map.ShouldBe(Path.GetFullPath("[a] \"b\".mrc"));
        options.Seed.ShouldBe(4);
        options.Mesh.ShouldBeNull();
    }

    [Fact]
    public async Task Lists_and_hinges_are_taken()
    {
        (await FlexAsync("simulate", "--out", In("s"), "--structures", "a.pdb", "b.pdb", "--hinges", "{chain: H, residues: \"1-9\", axis: [0, 0, 1]}", "--hinges", "{chain: L}")).ShouldBe(0, _errors.ToString());
        SimulateOptions options = _steps.Called.Single().Options.Simulate!;
        options.Structures.Select(Path.GetFileName).ShouldBe(["a.pdb", "b.pdb"]);
        options.Hinges!.Select(h => h.Chain).ShouldBe(["H", "L"]);
        options.Hinges![0].Axis.ShouldBe([0, 0, 1]);
    }

    [Theory]
    [InlineData("flex3d:", "trian")]
    [InlineData("--layers: found '99' for 'layers'; expected a whole number from 2 to 8", "train", "--out", "x", "--layers", "99")]
    [InlineData("--out", "train")]
    [InlineData("does-not-exist.yaml", "run", "does-not-exist.yaml")]
    [InlineData("expected the folder of a run", "resume", ".")]
    public async Task A_mistake_ends_with_two_and_one_sentence(string expected, params string[] args)
    {
        (await FlexAsync(args)).ShouldBe(2);
        _errors.ToString().ShouldContain(expected);
        _errors.ToString().ShouldNotContain("   at ");
        _steps.Called.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_mistake_in_a_pipeline_file_names_line_column_and_nearest_key()
    {
        File.WriteAllText(In("p.yaml"), "name: x\ntrain:\n  epoch: 3\n");
        (await FlexAsync("run", In("p.yaml"), "--out", In("run"))).ShouldBe(2);
        _errors.ToString().ShouldContain("p.yaml, line 3, column 3: found unknown key 'epoch' in 'train'; expected 'epochs'");
        Directory.Exists(In("run")).ShouldBeFalse();
    }
}
