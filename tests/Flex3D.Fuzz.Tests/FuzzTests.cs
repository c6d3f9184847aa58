using System.Reflection;
using Flex3D.Fuzz.Measuring;
using Flex3D.Fuzz.Targets;
using Flex3D.Stages.Files;

namespace Flex3D.Fuzz.Tests;

/// <summary>The standard run of the fuzzer, and the inputs that once broke a reader.</summary>
[Collection("storage")]
public class FuzzTests
{
    public static TheoryData<string> Formats => [.. FuzzTargets.Names];

    public static TheoryData<string> Found => [.. Assembly.GetExecutingAssembly().GetManifestResourceNames().Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Formats))]
    public void Damaged_files_are_read_or_refused_as_documented(string format) => Damage(format, 4_000);

    [Theory]
    [MemberData(nameof(Formats))]
    [Trait("Category", "Long")]
    public void So_are_many_more(string format)
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("FLEX3D_LONG") == "1", "a long check: set FLEX3D_LONG=1 to run it");
        Damage(format, 100_000);
    }

    private static void Damage(string format, int inputs)
    {
        var storage = new MemoryStorage();
        IFuzzTarget target = FuzzTargets.Create(format, storage)[0];
        using IDisposable replaced = Storage.Replace(_ => storage);
        var broken = new List<string>();
        FuzzFigures figures = FuzzRun.Run(
            target, storage, 0, inputs, 2, (number, _, finding) => { lock (broken) { broken.Add($"{format} --seed {number}: {finding.What}"); } });
        broken.ShouldBeEmpty();
        figures.Accepted.ShouldBeInRange(inputs / 100, inputs - inputs / 10, "some damage must be harmless and most must not");
        TestContext.Current.TestOutputHelper?.WriteLine(figures.ToString());
    }

    [Theory]
    [MemberData(nameof(Found))]
    public void What_once_broke_a_reader_is_refused_or_read(string name)
    {
        var storage = new MemoryStorage();
        IFuzzTarget target = FuzzTargets.Create(name.Split('.')[1], storage)[0];
        using IDisposable replaced = Storage.Replace(_ => storage);
        using Stream resource = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        byte[] input = new byte[resource.Length];
        resource.ReadExactly(input);
        new Oracle(storage).Judge(target.Readers, $"/fuzz/{target.FileName}", input)?.What.ShouldBeNull();
    }
}
