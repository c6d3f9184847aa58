using Flex3D.Stages.Formats;
using Flex3D.Stages.Maps;

namespace Flex3D.Pipeline.Tests.Whole;

/// <summary>A folder with a copy of the tiny particles, for one test to spoil.</summary>
public abstract class SpoiledFolder : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-bad-").FullName;

    protected SpoiledFolder(TinyParticles tiny) => tiny.CopyTo(_folder);

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    protected string Star => In("particles.star");

    protected string Stack => In("particles_000.mrcs");

    protected string Map => In("consensus.mrc");

    protected string Mask => In("mask.mrc");

    protected string In(string name) => Path.Combine(_folder, name);

    protected string[] Prep(params string[] more) => ["prep", "--out", In("run"), "--particles", Star, "--map", Map, "--mask", Mask, .. more];

    protected void ChangeStar(Func<string, string> change)
    {
        string before = File.ReadAllText(Star), after = change(before);
        after.ShouldNotBe(before);
        File.WriteAllText(Star, after);
    }

    protected void ChangeMap(string path, Action<float[]> change)
    {
        DensityMap map = MrcMap.Read(path);
        change(map.Values);
        MrcMap.Write(path, map, "changed");
    }

    protected void Cut(long bytes)
    {
        using FileStream stream = File.OpenWrite(Stack);
        stream.SetLength(bytes);
    }
}
