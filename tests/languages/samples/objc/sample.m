// A small bakery, with prices in more than one currency.
#import <Foundation/Foundation.h>
#import "BKOven.h"
@import UIKit;

@class BKTray;
@protocol BKBaker;

/// What a loaf costs at most, in €.
static const NSInteger BKDearest = 1200;
NSString *const BKDoneNotification = @"brün";

#define BK_WEAK(name) __weak __typeof__(self) name = self

typedef void (^BKDone)(NSArray<NSString *> *slices, NSError *error);
typedef int BKGrams;

NS_ASSUME_NONNULL_BEGIN

typedef NS_ENUM(NSInteger, BKCrust) {
    BKCrustThin,
    BKCrustBrown = 3, // nearly black
};

struct BKSize {
    double width, height;
};

@protocol BKSold <NSObject>
@property (nonatomic, readonly) NSDecimalNumber *price;
- (void)sellTo:(NSString *)name;
@optional
+ (BOOL)isDear;
@end

/**
 * Something that was baked. 🥖
 *
 * It does not keep.
 */
@interface BKLoaf : BKBaked <BKSold, NSCopying>

/// In grams.
@property (nonatomic, assign) BKGrams weight;
@property (nonatomic, copy, nullable) void (^onCut)(BKTray *tray);
@property (class, readonly) NSArray<BKLoaf *> *all;

- (instancetype)initWithName:(NSString *)name weight:(BKGrams)weight NS_DESIGNATED_INITIALIZER;
- (instancetype)init NS_UNAVAILABLE;
+ (instancetype)loaf API_AVAILABLE(ios(11.0), macos(10.13));

@end

NS_ASSUME_NONNULL_END

@interface BKLoaf ()
@property (nonatomic, strong) NSMutableArray *slices;
@end

@implementation BKLoaf {
    NSInteger _cuts;
    __weak id<BKBaker> _baker;
}

@synthesize price = _price;

- (instancetype)initWithName:(NSString *)name weight:(BKGrams)weight {
    self = [super init];
    if (self) {
        _weight = weight;
        self.slices = [NSMutableArray arrayWithCapacity:8];
    }
    return self;
}

// Bakes for so many minutes.
- (void)bakeIn:(BKOven *)oven // at 200 °C
       minutes:(NSUInteger)minutes
          done:(BKDone)done
{
    BK_WEAK(weakSelf);
    NSDictionary *options = @{@"colour": @"dark – brown", @"heat": @(200)};
    [oven heat:minutes options:options completion:^(BOOL hot, NSError *error) {
        [weakSelf.slices addObject:[[BKTray alloc] init]];
        done(@[@"first"], error);
    }];
    dispatch_async(dispatch_get_main_queue(), ^{
        BKLog(@"%@", NSStringFromSelector(@selector(bakeIn:minutes:done:)));
    });
}

+ (instancetype)loaf {
    return [[self alloc] initWithName:@"rye" weight:500];
}

- (BOOL)isEqual:(id)other {
    return [other isKindOfClass:[BKLoaf class]] && ((BKLoaf *)other).weight == _weight;
}

@end

@implementation BKLoaf (Selling)

- (void)sellTo:(NSString *)name {
    @try {
        for (BKTray *tray in self.slices) {
            [tray clear];
        }
    } @catch (NSException *exception) {
    }
}

@end

static BKLoaf *BKRead(NSString *path) {
    return [BKLoaf loaf];
}

int main(int argc, char **argv)
{
    @autoreleasepool {
        return BKRead(@"loaves.plist") == nil;
    }
}
