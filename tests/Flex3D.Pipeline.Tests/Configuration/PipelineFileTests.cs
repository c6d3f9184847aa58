using Flex3D.Pipeline.Configuration;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Formats;
using Flex3D.Tests;

namespace Flex3D.Pipeline.Tests.Configuration;

public class PipelineFileTests
{
    private static PipelineOptions Parse(string text, params string[] overrides) => PipelineFile.Parse(text, "p.yaml", overrides);

    private static InputException Refused(string text, params string[] overrides) => Should.Throw<InputException>(() => Parse(text, overrides));

    [Theory]
    [InlineData("3", "4")]
    [InlineData("3,4")]
    [InlineData("3, 4")]
    [InlineData("[3, 4]")]
    public void Numbers_of_a_list_are_typed_as_words_or_as_one(params string[] typed)
    {
        SettingDefinition grid = SettingSchema.Of(typeof(SimulateOptions)).Single(setting => setting.Name == "grid");
        PipelineFile.FromSettings([("simulate.grid", TypedSetting.ToYaml(typed, grid), "--grid")]).Simulate!.Grid.ShouldBe([3.0, 4.0]);
        Should.Throw<InputException>(() => PipelineFile.FromSettings([("simulate.grid", TypedSetting.ToYaml([.. typed, "many"], grid), "--grid")])).Message.ShouldContain("'many'");
    }

    [Fact]
    public void Values_are_read_and_the_rest_are_defaults()
    {
        PipelineOptions options = Parse("""
            name: tri-snRNP
            seed: 7
            memory: 600MB
            inputs: {particles: p.star, passthrough: q.cs, ignoreAberrations: true}
            device: cpu
            deform: {particles: [5, 10-20]}
            prep:
              trainingBox: 40
              maskThreshold: auto
              invertContrast: true
            train:
              lambda: 0.3   # brighter
              optimizer: nesterov
              freezeLatents: true
            reconstruct:
            simulate:
              structures: molecule.pdb
              hinges: [{chain: H, residues: "119-214", from: -20}]
            """);
        options.Name.ShouldBe("tri-snRNP");
        options.Seed.ShouldBe(7);
        options.Memory.ShouldBe(new ByteSize(600_000_000));
        options.Inputs.Particles.ShouldBe(Path.GetFullPath("p.star"));
        options.Inputs.Passthrough.ShouldBe([Path.GetFullPath("q.cs")]);
        options.Inputs.IgnoreAberrations.ShouldBeTrue();
        options.Device.ShouldBe(DeviceName.Cpu);
        options.Deform!.Particles.ShouldBe(["5", "10-20"]);
        options.Prep!.TrainingBox.ShouldBe(40);
        options.Prep.MaskThreshold.ShouldBeNull();
        options.Prep.InvertContrast.ShouldBeTrue();
        options.Train!.Lambda.ShouldBe(0.3);
        options.Train.Optimizer.ShouldBe(Optimizer.Nesterov);
        options.Train.FreezeLatents.ShouldBe(LatentFreeze.Always);
        options.Train.LatentDimension.ShouldBe(2);
        options.Reconstruct.ShouldBe(new ReconstructOptions());
        options.Simulate!.Structures.ShouldBe([Path.GetFullPath("molecule.pdb")]);
        options.Simulate.Hinges!.Single().ShouldBe(new HingeOptions { Chain = "H", Residues = "119-214", From = -20 });
        options.Mesh.ShouldBeNull();
    }

    [Theory]
    [InlineData("true", "Always")]
    [InlineData("false", "WarmUp")]
    [InlineData("never", "Never")]
    public void A_choice_that_was_a_switch_is_read_as_it_was(string text, string means) =>
        Parse($"train:\n  freezeLatents: {text}\n").Train!.FreezeLatents.ShouldBe(Enum.Parse<LatentFreeze>(means));

    [Theory]
    [InlineData("train:\n  latentDimensions: 3\n", "line 2, column 3", "unknown key 'latentDimensions' in 'train'", "'latentDimension'")]
    [InlineData("train:\n  Lambda: 3\n", "line 2, column 3", "unknown key 'Lambda'", "'lambda'")]
    [InlineData("trian:\n", "line 1, column 1", "unknown key 'trian'", "'train'")]
    [InlineData("train: {xyzzyplugh: 3}\n", "line 1, column 9", "unknown key", "one of latentDimension, layers")]
    [InlineData("train:\n  latentDimension: 0\n", "line 2, column 20", "'0' for 'latentDimension'", "from 1 to 8")]
    [InlineData("train:\n  layers: many\n", "line 2, column 11", "'many' for 'layers'", "a whole number from 2 to 8")]
    [InlineData("train:\n  layers: 9\n", "line 2, column 11", "'9' for 'layers'", "from 2 to 8")]
    [InlineData("train:\n  layers: 6.0\n", "line 2, column 11", "'6.0'", "a whole number")]
    [InlineData("train:\n  layers: auto\n", "line 2, column 11", "'auto'", "a whole number")]
    [InlineData("train:\n  layers:\n", "line 2, column 10", "nothing for 'layers'", "a whole number")]
    [InlineData("train:\n  layers: [6]\n", "line 2, column 11", "a list of 1", "a whole number")]
    [InlineData("train:\n  lambda: -1\n", "line 2, column 11", "'-1'", "at least 0, or auto")]
    [InlineData("train:\n  lambda: .nan\n", "line 2, column 11", "'.nan'", "a number")]
    [InlineData("train:\n  lambda: 1e999\n", "line 2, column 11", "'1e999'", "a number")]
    [InlineData("train:\n  lambda: 0,3\n", "line 2, column 11", "'0,3'", "a number")]
    [InlineData("train:\n  flowLearningRate: 0\n", "line 2, column 21", "'0'", "above 0, up to 1")]
    [InlineData("train:\n  optimizer: sgd\n", "line 2, column 14", "'sgd'", "one of adam, nesterov")]
    [InlineData("train:\n  optimizer: 1\n", "line 2, column 14", "'1'", "one of adam, nesterov")]
    [InlineData("train:\n  centralMap: yes\n", "line 2, column 15", "'yes'", "true or false")]
    [InlineData("train:\n  freezeLatents: yes\n", "line 2, column 18", "'yes'", "one of never, warmUp, always")]
    [InlineData("train:\n  optimizer: true\n", "line 2, column 14", "'true'", "one of adam, nesterov")]
    [InlineData("device: cuda:x\n", "line 1, column 9", "'cuda:x' for 'device'", "cpu, cuda:0, cuda:all, opencl:0 or opencl:all, or auto")]
    [InlineData("memory: lots\n", "line 1, column 9", "'lots'", "600MB")]
    [InlineData("train: 5\n", "line 1, column 8", "'5' for 'train'", "keys and values")]
    [InlineData("seed: 1\nseed: 2\n", "line 2, column 1", "'seed' a second time", "each key once")]
    [InlineData("a: &x 1\nb: *x\n", "line 1, column 4", "an anchor", "plain values")]
    [InlineData("seed: 1\n---\nseed: 2\n", "line 2, column 1", "a second document", "one")]
    [InlineData("- train\n", "line 1, column 1", "a list of 1", "keys and values")]
    [InlineData("train: {lambda: 1\n", "line 2, column 1", "", "YAML")]
    [InlineData("", null, "nothing", "at least one step")]
    public void A_mistake_is_named_with_its_place_and_what_was_expected(string text, string? place, string found, string expected)
    {
        InputException refused = Refused(text);
        refused.InputSource.ShouldBe("p.yaml");
        refused.Place.ShouldBe(place);
        refused.Found.ShouldContain(found);
        refused.Expected.ShouldContain(expected);
    }

    [Fact]
    public void Values_within_values_have_a_limit() =>
        Refused("name: " + new string('[', 100_000)).Expected.ShouldContain("levels");

    [Fact]
    public void Settings_of_the_command_line_win()
    {
        PipelineOptions options = Parse("train:\n  epochs: 3\ndeform:\n", "train.epochs=20", "seed=9", "inputs.map=a b.mrc", "deform.particles=[1, 2]");
        options.Train!.Epochs.ShouldBe(20);
        options.Seed.ShouldBe(9);
        options.Inputs.Map.ShouldBe(Path.GetFullPath("a b.mrc"));
        options.Deform!.Particles!.Count.ShouldBe(2);
        Parse("train:\n", "train.epochs=20").Train!.Epochs.ShouldBe(20);
    }

    [Theory]
    [InlineData("train.epoch=20", "unknown key 'epoch' in 'train'", "'epochs'")]
    [InlineData("trian.epochs=20", "unknown key 'trian'", "'train'")]
    [InlineData("train.epochs=0", "'0' for 'epochs'", "from 1 to")]
    [InlineData("train.layers=", "nothing for 'layers'", "a whole number")]
    [InlineData("mesh.cells=20", "a setting of step 'mesh', which the pipeline does not have", "one of its steps")]
    [InlineData("train", "no '='", "key=value")]
    public void A_mistake_on_the_command_line_is_named_likewise(string setting, string found, string expected)
    {
        InputException refused = Refused("train:\n  warmUpEpochs: 3\n", setting);
        refused.InputSource.ShouldBe("--set " + setting);
        refused.Found.ShouldContain(found);
        (refused.Expected + refused.Advice).ShouldContain(expected);
    }

    [Fact]
    public void Paths_are_relative_to_the_file_they_stand_in_and_on_the_command_line_to_the_working_folder()
    {
        PipelineOptions options = PipelineFile.Parse("inputs: {map: ../m.mrc, mask: /x/mask.mrc}\ntrain:\n", "/a/b/p.yaml", ["inputs.particles=p.star"]);
        options.Inputs.Map.ShouldBe("/a/m.mrc");
        options.Inputs.Mask.ShouldBe("/x/mask.mrc");
        options.Inputs.Particles.ShouldBe(Path.GetFullPath("p.star"));
    }

    [Fact]
    public void What_is_written_reads_back_to_the_same_options()
    {
        var options = new PipelineOptions
        {
            Name = "a \"b\": # c\té",
            Memory = new ByteSize(3L << 30),
            Inputs = new InputOptions { Particles = "/auto", Map = "/data/x y.mrc" },
            Device = DeviceName.Cpu,
            Deform = new DeformOptions { Particles = ["1: 2", "-"] },
            Simulate = new SimulateOptions { Structures = ["/1hzh.cif"], Hinges = [new HingeOptions { Chain = "1", Axis = [0, 1e-7, -3.25], Residues = "1-5,9-12" }], Micelle = [new MicelleOptions { Center = [1, -2.5, 0] }], Missing = [new MissingOptions { Chain = "B", With = ["C"] }], NoiseSpectrum = "/noise.csv" },
            Prep = new PrepOptions { MaskThreshold = -0.1, InvertContrast = true },
            Train = new TrainOptions { Lambda = 0.1 + 0.2 },
        };
        string yaml = SettingWriter.ToYaml(options);
        PipelineOptions back = PipelineFile.Parse(yaml, "run.yaml");
        SettingWriter.ToYaml(back).ShouldBe(yaml);
        back.Name.ShouldBe(options.Name);
        back.Inputs.Particles.ShouldBe("/auto");
        back.Device.ShouldBe(DeviceName.Cpu);
        back.Deform!.Particles.ShouldBe(options.Deform.Particles);
        back.Simulate!.Hinges!.Single().Axis.ShouldBe([0, 1e-7, -3.25]);
        back.Simulate.Micelle!.Single().Center.ShouldBe([1, -2.5, 0]);
        back.Simulate.Missing!.Single().With.ShouldBe(["C"]);
        back.Simulate.NoiseSpectrum.ShouldBe("/noise.csv");
        back.Train.ShouldBe(options.Train);
        back.Mesh.ShouldBeNull();
        yaml.ShouldContain("\n  lambda: 0.30000000000000004");
        yaml.ShouldContain("maskDilation: 6");
        yaml.ShouldContain("frequencyStart: auto");
    }

    [Theory]
    [InlineData("600MB", 600_000_000L)]
    [InlineData("1.5GiB", 1_610_612_736L)]
    [InlineData("4096", 4096L)]
    [InlineData("2 gb", 2_000_000_000L)]
    public void Amounts_of_memory_are_read(string text, long bytes)
    {
        ByteSize.TryParse(text, out ByteSize size).ShouldBeTrue();
        size.Bytes.ShouldBe(bytes);
        ByteSize.TryParse(size.ToString(), out ByteSize again).ShouldBeTrue();
        again.ShouldBe(size);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-5MB")]
    [InlineData("MB")]
    [InlineData("1e30GB")]
    [InlineData("NaN")]
    public void What_is_no_amount_of_memory_is_not_read(string text) => ByteSize.TryParse(text, out _).ShouldBeFalse();

    [Theory]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("", "abc", 3)]
    [InlineData("abc", "abc", 0)]
    public void Edit_distance_counts_edits(string a, string b, int distance) => NearestName.Distance(a, b).ShouldBe(distance);

    /// <remarks>After a change of a setting, run the tests once with FLEX3D_WRITE_DOCS=1 to write the page anew.</remarks>
    [Fact]
    public void The_page_of_settings_is_that_of_the_code()
    {
        string path = Path.Combine(SharedData.RepositoryRoot, "docs", "settings.md");
        if (Environment.GetEnvironmentVariable("FLEX3D_WRITE_DOCS") == "1")
        {
            File.WriteAllText(path, SettingPage.ToMarkdown());
        }
        File.ReadAllText(path).ShouldBe(SettingPage.ToMarkdown());
    }

    [Fact]
    public void Every_setting_is_used_by_some_step()
    {
        string code = string.Concat(
            Directory.GetFiles(Path.Combine(SharedData.RepositoryRoot, "src", "Flex3D.Pipeline"), "*.cs", SearchOption.AllDirectories)
                .Where(path => !path.Contains("Configuration", StringComparison.Ordinal) && !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
                .Select(File.ReadAllText));
        string[] unused =
        [
            .. from type in typeof(PipelineOptions).Assembly.GetTypes()
               where type.Namespace == typeof(PipelineOptions).Namespace && type.Name.EndsWith("Options", StringComparison.Ordinal)
               from setting in SettingSchema.Of(type)
               where !code.Contains("." + setting.Property.Name, StringComparison.Ordinal)
               select $"{type.Name}.{setting.Property.Name}",
        ];
        unused.ShouldBeEmpty();
    }

    [Fact]
    public void Every_setting_is_described_once_and_its_default_is_allowed()
    {
        void Check(Type type)
        {
            object defaults = SettingSchema.Defaults(type);
            IReadOnlyList<SettingDefinition> settings = SettingSchema.Of(type);
            settings.Count.ShouldBe(type.GetProperties().Length, $"every property of {type.Name} is a setting");
            foreach (SettingDefinition setting in settings)
            {
                setting.About.Description.ShouldNotEndWith(".");
                if (setting.Property.GetValue(defaults) is int or long or double)
                {
                    setting.Allows(Convert.ToDouble(setting.Property.GetValue(defaults))).ShouldBeTrue(setting.Name);
                }
                if (setting.Optional && setting.Kind is not SettingKind.Section)
                {
                    setting.About.Auto.ShouldNotBeNull($"{type.Name}.{setting.Name} says what auto means");
                }
                if (setting.Kind is SettingKind.Section or SettingKind.SectionList)
                {
                    Check(setting.ValueType);
                }
            }
        }
        Check(typeof(PipelineOptions));
    }
}
