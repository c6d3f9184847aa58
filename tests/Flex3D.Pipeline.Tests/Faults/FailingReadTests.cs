using System.IO.Compression;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Model;

namespace Flex3D.Pipeline.Tests.Faults;

/// <summary>A disk that fails is said to fail, and not the file to be damaged: the one is tried again, the other never.</summary>
[Collection(nameof(ReplacedStorage))]
public sealed class FailingReadTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-reads-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Of_an_archive() => EachOperation("a.npz", path =>
    {
        using (var archive = new ZipArchive(File.Create(path), ZipArchiveMode.Create))
        {
            using Stream entry = archive.CreateEntry("flow.npy").Open();
            entry.Write(new byte[300_000]); // more than a buffer, and all zeros: no array
        }
    }, path =>
    {
        using var reader = new NpzReader(path);
        try
        {
            reader.Floats("flow", 1);
        }
        catch (InputException) // zeros are no array, as long as the disk can read them
        {
        }
    });

    [Fact]
    public void Of_a_packed_map() => EachOperation("a.mrc.gz", path =>
    {
        string plain = Path.Combine(_folder, "a.mrc");
        MrcMap.Write(plain, new Flex3D.Stages.Maps.DensityMap(32, 2), "a map");
        using var packed = new GZipStream(File.Create(path), CompressionLevel.NoCompression);
        packed.Write(File.ReadAllBytes(plain));
    }, path => MrcMap.Read(path));

    private void EachOperation(string name, Action<string> write, Action<string> read)
    {
        string path = Path.Combine(_folder, name);
        write(path);
        FaultyStorage? counted = null;
        using (Storage.Replace(disk => counted = new FaultyStorage(disk, FileFault.InputOutput, 0)))
        {
            read(path);
        }
        counted!.Operations.ShouldBeGreaterThan(1);
        for (long operation = 1; operation <= counted.Operations; operation++)
        {
            FaultyStorage? faulty = null;
            using (Storage.Replace(disk => faulty = new FaultyStorage(disk, FileFault.InputOutput, operation)))
            {
                Should.Throw<IOException>(() => read(path), $"operation {operation}").ShouldNotBeOfType<EndOfStreamException>();
            }
            faulty!.Failed.ShouldNotBeNull();
        }
    }
}
