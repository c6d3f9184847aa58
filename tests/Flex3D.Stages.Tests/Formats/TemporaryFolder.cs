namespace Flex3D.Stages.Tests;

/// <summary>A folder that is gone when the test is.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("flex3d-test-");

    public string Root => _folder.FullName;

    public string this[string name] => Path.Combine(Root, name);

    public string Text(string name, string content) => Bytes(name, System.Text.Encoding.UTF8.GetBytes(content));

    public string Bytes(string name, ReadOnlySpan<byte> content)
    {
        string path = this[name];
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using FileStream stream = File.Create(path);
        stream.Write(content);
        return path;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
