using Flex3D.Pipeline.Cluster.Streaming;
using Flex3D.Pipeline.Cluster.Wire;
using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Tests.Whole;
using Flex3D.Stages.Files;

namespace Flex3D.Pipeline.Tests.Cluster;

/// <summary>A worker that does not see the files of a run reads them through the head: the same bytes, each sent once, of the run's files alone.</summary>
public sealed class StreamedFilesTests : IDisposable
{
    private readonly TinyParticles _tiny;
    private readonly ServedFiles _served;
    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-streamed-").FullName;
    private readonly List<FileQuestion> _asked = [];
    private readonly StreamedStorage _streamed;

    public StreamedFilesTests(TinyParticles tiny)
    {
        _tiny = tiny;
        _served = new ServedFiles(RunFolder.Open(tiny.Run));
        _served.Refresh();
        _streamed = Storage(_folder);
    }

    public void Dispose()
    {
        _streamed.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private StreamedStorage Storage(string scratch) => new(AskAsync, Stages.Files.Storage.Current, scratch);

    private string Stack => Path.Combine(_tiny.Folder, "particles_000.mrcs");

    // As over the network, and on a thread that has the disk for its storage.
    private Task<FileAnswer> AskAsync(FileQuestion question)
    {
        lock (_asked)
        {
            _asked.Add(question);
        }
        using (ExecutionContext.SuppressFlow())
        {
            return Task.Run(() =>
            {
                using ServedFiles.Reader reader = _served.Read();
                FileAnswer answer = reader.Answer((FileQuestion)WireCodec.Read("file-question", WireCodec.Write(question)));
                return (FileAnswer)WireCodec.Read("file-answer", WireCodec.Write(answer));
            });
        }
    }

    private int Reads => _asked.Count(question => question.Kind == FileQuestionKind.Read);

    [Fact]
    public void Any_part_of_a_file_has_the_bytes_of_the_file_and_each_block_is_asked_for_once()
    {
        byte[] expected = File.ReadAllBytes(Stack);
        using IStoredFile file = _streamed.Open(Stack);
        file.Length.ShouldBe(expected.Length);
        var random = new Random(4);
        for (int trial = 0; trial < 200; trial++)
        {
            int offset = random.Next(expected.Length + 10), length = random.Next(trial % 2 == 0 ? 200_000 : 5_000);
            byte[] buffer = new byte[length];
            int got = file.Read(buffer, offset);
            got.ShouldBe(Math.Clamp(expected.Length - offset, 0, length));
            buffer.AsSpan(0, got).SequenceEqual(expected.AsSpan(Math.Min(offset, expected.Length), got)).ShouldBeTrue();
        }
        Reads.ShouldBe((expected.Length + StreamedFile.Block - 1) / StreamedFile.Block);
        using IStoredFile again = _streamed.Open(Stack);
        again.Read(new byte[100], 5).ShouldBe(100);
        Reads.ShouldBe((expected.Length + StreamedFile.Block - 1) / StreamedFile.Block, "what was read before is here");
        _served.BytesFor("").ShouldBe(expected.Length);
        Directory.GetFileSystemEntries(_folder).ShouldBeEmpty("nothing is left, however the process ends");
    }

    [Fact]
    public void A_disk_that_is_full_makes_reading_slower_and_nothing_else()
    {
        using var streamed = new StreamedStorage(AskAsync, new Faults.FaultyStorage(Stages.Files.Storage.Current, Faults.FileFault.ShortWrite, 2, forGood: true), _folder);
        byte[] expected = File.ReadAllBytes(Stack), buffer = new byte[expected.Length];
        using IStoredFile file = streamed.Open(Stack);
        for (int i = 0; i < 3; i++)
        {
            file.Read(buffer, 0).ShouldBe(expected.Length);
            buffer.ShouldBe(expected);
        }
        Reads.ShouldBeGreaterThan((expected.Length + StreamedFile.Block - 1) / StreamedFile.Block);
    }

    [Fact]
    public void A_file_that_was_written_anew_is_read_anew()
    {
        string path = Path.Combine(_tiny.Run, "streamed-anew.txt");
        try
        {
            foreach (string text in new[] { "first", "other" })
            {
                File.WriteAllText(path, text);
                File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch.AddSeconds(text.Length + text[0]));
                using IStoredFile file = _streamed.Open(path);
                byte[] bytes = new byte[9];
                file.Read(bytes, 0).ShouldBe(5);
                System.Text.Encoding.ASCII.GetString(bytes, 0, 5).ShouldBe(text);
                _streamed.LastChange(path).ShouldBe(File.GetLastWriteTimeUtc(path));
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Readers_of_the_program_find_a_run_through_it()
    {
        using IDisposable used = Stages.Files.Storage.Use(_streamed);
        RunFolder run = RunFolder.Open(_tiny.Run);
        run.Lineage().ShouldHaveSingleItem();
        run.Inputs().Select(input => input.Path).ShouldBe(TinyParticles.Structures.Order(), ignoreOrder: true);
        run.Inputs().ShouldAllBe(input => InputRecord.Of(input.Path) == input, "files that the run has read are served, too");
        _streamed.List(_tiny.Folder, "*.mrcs").ShouldBe([Stack]);
        _streamed.ListFolders(_tiny.Run).ShouldContain(_tiny.Folder);
        _asked.Count.ShouldBeGreaterThan(5);
    }

    [Fact]
    public async Task What_is_not_of_the_run_is_not_there_and_nothing_is_written()
    {
        string outside = Path.Combine(_folder, "outside.txt"), beside = _tiny.Run + "-other";
        File.WriteAllText(outside, "no");
        foreach (string path in new[] { outside, Path.Combine(_tiny.Run, "..", "..", "..", "etc", "passwd"), Path.Combine(_tiny.Run, Path.GetRelativePath(_tiny.Run, outside)), "/etc/passwd", beside })
        {
            _streamed.FileExists(path).ShouldBeFalse();
            Should.Throw<FileNotFoundException>(() => _streamed.Open(path)).Message.ShouldContain(path);
            (await AskAsync(new FileQuestion(FileQuestionKind.Read, path, 0, 10))).Kind.ShouldBe(FileAnswerKind.Nothing);
        }
        _streamed.FolderExists(Path.GetDirectoryName(_tiny.Run)!).ShouldBeFalse();
        _streamed.List(_folder, "*").ShouldBeEmpty();
        foreach (Action write in new Action[] { () => _streamed.Create(Stack), () => _streamed.Delete(Stack), () => _streamed.Rename(Stack, Stack + "x"), () => _streamed.CreateFolder(Stack + "x"), () => _streamed.TryLock(Stack) })
        {
            Should.Throw<UnauthorizedAccessException>(write);
        }
        File.Exists(Stack).ShouldBeTrue();
    }

    [Theory]
    [InlineData(-1, 10)]
    [InlineData(0, -1)]
    [InlineData(0, WireCodec.LongestPiece + 1)]
    public async Task A_question_for_more_than_a_block_is_refused(long offset, int length) =>
        (await AskAsync(new FileQuestion(FileQuestionKind.Read, Stack, offset, length))).Fault.ShouldContain("at most");

    [Fact]
    public void A_head_that_does_not_answer_is_an_error_of_reading()
    {
        using var streamed = new StreamedStorage(_ => Task.FromException<FileAnswer>(new IOException("the head does not answer")), Stages.Files.Storage.Current, _folder);
        Should.Throw<IOException>(() => streamed.Open(Stack)).Message.ShouldContain("does not answer");
    }
}
