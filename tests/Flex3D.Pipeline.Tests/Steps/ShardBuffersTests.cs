using Flex3D.Pipeline.Graph;
using Flex3D.Pipeline.Steps.Shards;

namespace Flex3D.Pipeline.Tests.Steps;

public class ShardBuffersTests
{
    [Theory]
    [InlineData(null, 1000, 6)] // two workers, each with a shard waiting, one being read and one prepared
    [InlineData(null, 4, 4)] // never more than there are shards
    [InlineData(50_000_000L, 1000, 5)]
    [InlineData(500_000_000L, 1000, 50)]
    [InlineData(500_000_000L, 20, 20)]
    [InlineData(1L, 1000, 3)] // one a worker and one to fill, whatever was asked for
    [InlineData(1L, 1, 3)]
    public void Memory_sets_the_number_of_buffers(long? memory, int shards, int expected) =>
        ShardBuffers.Count(memory, 10_000_000, new ShardGraphOptions(2), shards).ShouldBe(expected);
}
