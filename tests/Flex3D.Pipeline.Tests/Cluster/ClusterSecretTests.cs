using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Flex3D.Pipeline.Cluster.Joining;
using Flex3D.Stages.Faults;

namespace Flex3D.Pipeline.Tests.Cluster;

/// <summary>The secret, the certificate that follows from it, and the file by which workers find the head.</summary>
public sealed class ClusterSecretTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-secret-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static ClusterSecret Secret(string text) => ClusterSecret.Of(Encoding.UTF8.GetBytes(text), "FILE");

    [Fact]
    public void Two_machines_with_the_same_secret_have_the_same_key_and_others_have_not()
    {
        using X509Certificate2 here = Secret("correct horse battery").Certificate(), there = Secret("correct horse battery\n").Certificate(), stranger = Secret("correct horse batterz").Certificate();
        ClusterSecret.SameKey(here, there).ShouldBeTrue();
        ClusterSecret.SameKey(here, stranger).ShouldBeFalse();
        ClusterSecret.SameKey(here, null).ShouldBeFalse();
        byte[] data = [1, 2, 3];
        using ECDsa signs = here.GetECDsaPrivateKey()!, checks = there.GetECDsaPublicKey()!, other = stranger.GetECDsaPublicKey()!;
        byte[] signature = signs.SignData(data, HashAlgorithmName.SHA256);
        checks.VerifyData(data, signature, HashAlgorithmName.SHA256).ShouldBeTrue();
        other.VerifyData(data, signature, HashAlgorithmName.SHA256).ShouldBeFalse();
    }

    [Fact]
    public void A_secret_that_is_short_or_missing_is_refused()
    {
        Should.Throw<InputException>(() => Secret("too short\n")).Message.ShouldContain("a secret of 9 bytes");
        Should.Throw<InputException>(() => ClusterSecret.Read(Path.Combine(_folder, "none"))).Message.ShouldContain("no such file");
    }

    [Fact]
    public void The_file_for_workers_is_for_its_owner_alone_and_leads_to_the_same_key()
    {
        ClusterSecret secret = ClusterSecret.Create();
        new JoinFile(new("10.0.0.5", 7400), secret).Write(_folder);
        string file = JoinFile.Of(_folder);
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
        foreach (string path in (string[])[file, _folder])
        {
            JoinFile read = JoinFile.Read(path)!;
            read.Address.ShouldBe(new ClusterAddress("10.0.0.5", 7400));
            using X509Certificate2 here = secret.Certificate(), there = read.Secret!.Certificate();
            ClusterSecret.SameKey(here, there).ShouldBeTrue();
        }
        JoinFile.Delete(_folder);
        JoinFile.Read(_folder).ShouldBeNull();
        File.WriteAllText(file, "not JSON");
        Should.Throw<InputException>(() => JoinFile.Read(file)).Message.ShouldContain(file);
    }

    [Fact]
    public async Task A_run_folder_that_comes_and_goes_while_workers_look_for_its_file_is_not_there_yet()
    {
        string run = Path.Combine(_folder, "run");
        using var over = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        var changes = Task.Run(() =>
        {
            for (int i = 0; !over.IsCancellationRequested; i++)
            {
                Directory.CreateDirectory(run);
                Directory.Delete(run);
            }
        });
        while (!over.IsCancellationRequested)
        {
            JoinFile.Read(run).ShouldBeNull();
        }
        await changes;
    }

    [Theory]
    [InlineData("10.0.0.5:7400", "10.0.0.5", 7400)]
    [InlineData("node-3.cluster.example:1", "node-3.cluster.example", 1)]
    public void An_address_is_read(string text, string host, int port) => ClusterAddress.Parse(text, "--join", needsPort: true).ShouldBe(new ClusterAddress(host, port));

    [Theory]
    [InlineData("10.0.0.5")]
    [InlineData(":7400")]
    [InlineData("host:port")]
    [InlineData("host:70000")]
    [InlineData("a b:1")]
    public void What_is_no_address_is_refused(string text) => Should.Throw<InputException>(() => ClusterAddress.Parse(text, "--join", needsPort: true)).Message.ShouldContain($"'{text}'");

    [Fact]
    public void Another_build_is_named()
    {
        IReadOnlyDictionary<string, string> here = BuildIdentity.Of();
        BuildIdentity.Difference(here, BuildIdentity.Of()).ShouldBeNull();
        var other = new SortedDictionary<string, string>(here.ToDictionary()) { ["version"] = "0.0.1" };
        BuildIdentity.Difference(here, other).ShouldBe($"version is 0.0.1 on the worker and {here["version"]} on the head");
    }
}
